#pragma once

struct act;
struct buf;
struct row;

/* `,"executionSummaryInfo":..,"recentExecutionsInfo":[]` of a pipeline's list item. */
void execution_summarise(struct act *act, struct buf *out, const struct row *pipeline);
/* The executions of a deleted pipeline go with it. */
void execution_forget(struct act *act, const struct row *pipeline);
