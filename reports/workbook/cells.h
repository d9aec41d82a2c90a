#ifndef REPORTS_WORKBOOK_CELLS_H
#define REPORTS_WORKBOOK_CELLS_H

#include <glib.h>
#include <stdbool.h>

/* What a workbook of this folder says, whichever libraries made its bytes: appends, of each sheet in the
 * order of the file, its name and each cell with its place, its formula and its value, a line each. false
 * where the bytes are no workbook. */
bool workbook_cells_read(GBytes *workbook, GString *text);

#endif
