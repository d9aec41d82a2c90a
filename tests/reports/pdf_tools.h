#ifndef TESTS_REPORTS_PDF_TOOLS_H
#define TESTS_REPORTS_PDF_TOOLS_H

#include <glib.h>

#include "reports/pdf/font.h"
#include "tests/reports/pdf_sample.h"

/* A document written and read again by other programs: pdftotext, pdfinfo, qpdf. */

/* A new directory below the system's one for temporary files; with the fonts, alone and as documents use them. */
struct pdf_folder {
    char *path;
    struct fonts *fonts;
    document_stock *stock; /* without a logo */
};

struct pdf_folder pdf_folder_new(void);
void pdf_folder_remove(struct pdf_folder *folder);

/* Writes the sample's document, which must succeed; its path, to be freed. */
char *pdf_folder_write(const struct pdf_folder *folder, struct pdf_sample *sample,
                       const char *name);
/* What `program [option] path` prints, to be freed. It must succeed and warn of nothing. */
char *pdf_tool_output(const char *program, const char *option, const char *path);
/* The text in the order in which it is drawn, white space folded to single spaces; to be freed. */
char *pdf_folded_text(const char *path);
/* That each of the parts is in the text. */
void pdf_expect_each(const char *text, const char *const *parts, size_t count);
int pdf_count(const char *text, const char *part);

#endif
