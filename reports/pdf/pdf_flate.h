#ifndef REPORTS_PDF_PDF_FLATE_H
#define REPORTS_PDF_PDF_FLATE_H

#include <glib.h>

/* Compression for a document's streams, in the format of the filter FlateDecode. */

enum pdf_effort {
    PDF_EFFORT_QUICK, /* for what one document has */
    PDF_EFFORT_BEST   /* for what is compressed once a run */
};

/* The same bytes for the same data, whatever the thread. The caller unrefs. */
GBytes *pdf_flate_new(const void *data, size_t size, enum pdf_effort effort);

#endif
