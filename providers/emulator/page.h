#pragma once

struct act;

/* The page at `/`: what is stored, scope by scope, and the last requests. Plain
 * HTML without scripts; everything foreign is escaped. Read-only. */
void page_write(struct act *act);
