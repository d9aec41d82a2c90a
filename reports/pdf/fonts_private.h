#ifndef REPORTS_PDF_FONTS_PRIVATE_H
#define REPORTS_PDF_FONTS_PRIVATE_H

#include <hb.h>

#include "reports/pdf/fonts.h"

/* What fonts.c, font_subset.c and font_outline.c share. */

struct face {
    hb_face_t *face;
    hb_font_t *font;
    int16_t widths[FONT_CHARACTER_COUNT];
};

struct fonts {
    struct face faces[FONT_FACE_COUNT];
    uint32_t shown[FONT_CHARACTER_COUNT / 32]; /* a bit for each character that can be */
};

#endif
