#ifndef REPORTS_DOCUMENTS_LIBRARIES_H
#define REPORTS_DOCUMENTS_LIBRARIES_H

#include "reports/pdf/font.h"

/* The libraries and the font that a run's files are made with, each with its version: with the same
 * ones and the same program the same run has the same bytes. One line; the caller frees. */
char *libraries_used(const struct fonts *fonts);

#endif
