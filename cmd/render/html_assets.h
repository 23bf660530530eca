#pragma once

struct buf;

/* report.css and report.js, which the build puts into the program. */
void html_style(struct buf *out);
void html_script(struct buf *out);
/* As a page names one of them in its Content-Security-Policy: sha256-... */
void html_digest(struct buf *out, void (*asset)(struct buf *out));
