#include "providers/program.h"

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "providers/digest.h"

/* A note's parts are padded to four bytes. */
static size_t padded(size_t size)
{
	return (size + 3) / 4 * 4;
}

static void add_notes(struct digest *digest, const char *at, size_t left)
{
	ElfW(Nhdr) note;

	while (left >= sizeof(note)) {
		size_t size;

		memcpy(&note, at, sizeof(note));
		size = sizeof(note) + padded(note.n_namesz) + padded(note.n_descsz);
		if (size > left)
			return;
		if (note.n_type == NT_GNU_BUILD_ID)
			digest_add(digest, at, size);
		at += size;
		left -= size;
	}
}

/* The first object is the program itself. */
static int add_object(struct dl_phdr_info *object, size_t size, void *digest)
{
	(void)size;
	for (size_t i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];

		/* NOLINTNEXTLINE(performance-no-int-to-ptr): the loader counts bytes */
		const char *bytes = (const char *)(object->dlpi_addr + part->p_vaddr);

		if (part->p_type == PT_NOTE)
			add_notes(digest, bytes, part->p_memsz);
	}
	return 1;
}

void program_mark(unsigned char mark[PROGRAM_MARK_BYTES])
{
	static const char version[] = REIN_VERSION;
	struct digest *digest = digest_open();
	unsigned char whole[DIGEST_BYTES];

	digest_begin(digest);
	digest_add(digest, version, sizeof(version));
	dl_iterate_phdr(add_object, digest);
	digest_end(digest, whole);
	digest_close(digest);
	memcpy(mark, whole, PROGRAM_MARK_BYTES);
}
