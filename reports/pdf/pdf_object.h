#ifndef REPORTS_PDF_PDF_OBJECT_H
#define REPORTS_PDF_PDF_OBJECT_H

#include <glib.h>
#include <hpdf.h>

/* Objects of a libharu document whose entries are written as they stand, for what libharu has no
 * function for: fonts from memory, forms, and streams that are compressed already. The document
 * owns them. All return NULL where libharu refuses; its error handler then has the code. */

/* A dictionary with these entries (copied), and any that HPDF_Dict_Add() gives it. */
HPDF_Dict pdf_object_new(HPDF_Doc document, const char *entries);

/* A stream; `deflated` is what pdf_flate_new() made. */
HPDF_Dict pdf_object_stream_new(HPDF_Doc document, const char *entries, GBytes *deflated);

/* Gives a page its drawing operators, which must be its only ones. */
void pdf_object_page_fill(HPDF_Page page, GBytes *deflated);

/* Adds a reference to `object`; NULL on either side does nothing. */
void pdf_object_refer(HPDF_Dict dictionary, const char *key, void *object);

#endif
