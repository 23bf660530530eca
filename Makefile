# rein: make a Harness account match a git repository.
#
#   make          build/rein            make test     every test, sanitized
#   make demo     the main job, whole   make check    the quick tests
#   make lint     what STYLE.md lists   make help     all targets

DEBIAN = gcc make pkg-config libyaml-dev libcurl4-openssl-dev libjson-c-dev \
	libgit2-dev libmicrohttpd-dev libsqlite3-dev libssl-dev libcmocka-dev \
	bats scdoc git curl jq ca-certificates
DEBIAN_LINT = clang clang-tidy clang-format cppcheck shellcheck libclang-rt-14-dev

LIBRARIES = yaml-0.1 libcurl json-c libgit2 libmicrohttpd sqlite3 libcrypto
VERSION = 0.1.0
PREFIX ?= /usr/local
BUILD ?= build
CFLAGS ?= -O2 -g

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual -Wwrite-strings \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wundef \
	-Wimplicit-fallthrough -Wnull-dereference $(if $(WERROR),-Werror)
HARDEN = $(if $(findstring -O0,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2) \
	-fstack-protector-strong -fPIE
FLAGS = -std=c17 $(WARN) $(HARDEN) $(CFLAGS) $(SANITIZE)
DEFINES := -I. -D_GNU_SOURCE -DREIN_VERSION='"$(VERSION)"' \
	$(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null)
LINK = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SANITIZE)
LIBS := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null)

SOURCES := $(sort $(wildcard model/*.c model/kinds/*.c providers/*.c \
	providers/emulator/*.c providers/emulator/facts/*.c reconcile/*.c \
	cmd/*.c cmd/render/*.c))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
PARTS = $(filter-out $(BUILD)/cmd/main.o,$(OBJECTS)) # what unit tests link
SUPPORT = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/support/*.c))
UNITS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))

.PHONY: all
all: $(BUILD)/rein

$(BUILD)/rein: $(OBJECTS)
	$(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

# Unit tests link everything but main() through one archive.
$(BUILD)/parts.a: $(PARTS)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(SUPPORT) $(BUILD)/parts.a
	$(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

$(BUILD)/%.o: %.c | $(BUILD)/.deps
	@mkdir -p $(@D)
	$(CC) $(DEFINES) $(CPPFLAGS) $(FLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PRECIOUS: $(BUILD)/%.o

# Installed once, when something is missing; without root it says what to run.
$(BUILD)/.deps:
	@mkdir -p $(BUILD)
	@pkg-config --exists $(LIBRARIES) 2>/dev/null || $(MAKE) --no-print-directory deps
	@touch $@

.PHONY: deps
deps:
	@sh tests/support/deps.sh $(DEBIAN)

.PHONY: deps-lint
deps-lint:
	@sh tests/support/deps.sh $(DEBIAN_LINT)

.PHONY: check
check: $(BUILD)/rein $(UNITS)
	@BUILD=$(BUILD) sh tests/run.sh unit

.PHONY: clean
clean:
	rm -rf build
