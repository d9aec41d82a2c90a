#ifndef REPORTS_PDF_EMBED_H
#define REPORTS_PDF_EMBED_H

#include "reports/pdf/font.h"

/* Streams and fonts as documents embed them: values, of which write.c makes a document's objects. */

/* A stream's data, for the filter FlateDecode. */
enum pdf_effort {                       /* libdeflate's levels */
                  PDF_EFFORT_QUICK = 1, /* for what one document has */
                  PDF_EFFORT_BEST = 12  /* for what is compressed once a run */
};
/* The same bytes for the same data, whatever the thread. The caller unrefs. */
GBytes *pdf_deflate(const void *data, size_t size, enum pdf_effort effort);

/* The fonts as documents embed them. Made once a run; safe to share between threads. Keeps `fonts`.
 * NULL with *error set where they cannot be reduced. The caller frees. */
struct pdf_stock;
struct pdf_stock *pdf_stock_new(const struct fonts *fonts, GError **error);
void pdf_stock_free(struct pdf_stock *stock);

enum { FONT_BYTE_COUNT = 256 };

/* Characters of a face, by their bytes in WinAnsiEncoding. */
struct byte_set {
    enum font_face face;
    bool has[FONT_BYTE_COUNT];
};

/* A font: entries of its object, of its descriptor and of its program. */
struct embedded_font {
    struct byte_set set; /* of one byte a character: what it has */
    char *entries;
    char *descriptor;
    char *program;
    GBytes *deflated; /* the program */
    /* Of two bytes a character, else NULL: the entries of what pages name, which glyph each number is,
     * and which character, so that text can be searched and copied. */
    char *named;
    GBytes *glyph_map;
    GBytes *unicode_map;
};

/* The font of a face with the characters that nearly every document has and all of these, by their
 * bytes; and the one of any others (uint32_t), by their numbers from 1 on. The caller releases; NULL
 * with *error set where it cannot be reduced. */
struct embedded_font *pdf_stock_bytes(struct pdf_stock *stock, enum font_face face,
                                      const bool bytes[FONT_BYTE_COUNT], GError **error);
struct embedded_font *pdf_stock_others(const struct pdf_stock *stock, enum font_face face,
                                       const GArray *characters, GError **error);
void embedded_font_release(gpointer font);

#endif
