#include "cmd/mend.h"

#include <stdio.h>

#include "cmd/session.h"
#include "model/limits.h"
#include "providers/overwrite.h"
#include "reconcile/fix.h"

static bool mend_file(struct session *session, const struct splice *splices, size_t count)
{
	struct buf bytes;
	bool ok;

	buf_init(&bytes, LIMIT_TEXT_BYTES);
	fix_apply(&bytes, splices, count);
	ok = overwrite_file(session->tree.workdir, splices[0].source->path,
		buf_string(&bytes), bytes.len, session->context->errs);
	buf_release(&bytes);
	return ok;
}

bool mend_tree(struct session *session, bool *changed)
{
	struct arena arena = { 0 };
	size_t count, files = 0;
	struct splice *splices =
		fix_collect(&arena, &session->declared, session->context->errs, &count);
	bool ok = session->tree.workdir != NULL;

	if (!ok)
		error_add(session->context->errs, ERROR_USAGE, (struct place){ 0 },
			"--fix writes files, so it needs a work tree and no --rev");
	ok = ok && tree_is_whole(&session->tree, session->context->errs);
	for (size_t from = 0, to; ok && from < count; from = to, files++) {
		for (to = from; to < count && splices[to].source == splices[from].source;)
			to++;
		ok = mend_file(session, &splices[from], to - from);
	}
	if (ok)
		fprintf(stderr, "mended %zu place%s in %zu file%s\n", count,
			count == 1 ? "" : "s", files, files == 1 ? "" : "s");
	*changed = files > 0;
	arena_release(&arena);
	return ok;
}
