#ifndef ENGINE_RUN_STANDING_FACT_TEXT_H
#define ENGINE_RUN_STANDING_FACT_TEXT_H

#include "engine/store/columns.h"
#include "reports/text.h"

/* What a column of a row of facts says, as its input file has it; "" where it is blank. Into the buffer, or
 * where the row has it. */
const char *fact_text(char buffer[TEXT_SIZE], const struct column *column, const void *row);
/* The column's name as the file's heading has it. The caller frees. */
char *fact_heading(const struct column *column);

#endif
