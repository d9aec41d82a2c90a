#include "reports/pdf_watermark.h"

#include "reports/pdf_flate.h"
#include "reports/pdf_object.h"
#include "reports/pdf_page.h"

struct pdf_watermark {
    GBytes *path;
};

/* In tenths of a point: whole numbers are shorter. */
static void words_append(const struct fonts *fonts, const char *utf8, double size, double below,
                         GString *path)
{
    /* Up the page at 52 degrees: about the slope of the paper's diagonal. */
    const double cosine = 0.6157;
    const double sine = 0.7880;
    const double half = (double)fonts_text_width(fonts, FONT_BOLD, utf8) * size / 2000.0;
    const double x = (double)PDF_PAPER_WIDTH / 2.0 - half * cosine + below * sine;
    const double y = (double)PDF_PAPER_HEIGHT / 2.0 - half * sine - below * cosine;
    const double matrix[6] = {10.0 * size * cosine, 10.0 * size * sine, -10.0 * size * sine,
                              10.0 * size * cosine, 10.0 * x,           10.0 * y};
    fonts_outline_append(fonts, FONT_BOLD, utf8, matrix, path);
}

struct pdf_watermark *pdf_watermark_new(const struct fonts *fonts, const char *words,
                                        const char *below)
{
    /* So pale that text over it loses nothing on a printer without colours. */
    g_autoptr(GString) path = g_string_new("0.92 g 0.1 0 0 0.1 0 0 cm\n");
    words_append(fonts, words, 150.0, 0.0, path);
    words_append(fonts, below, 44.0, 56.0, path);
    struct pdf_watermark *watermark = g_new0(struct pdf_watermark, 1);
    watermark->path = pdf_flate_new(path->str, path->len, PDF_EFFORT_BEST);
    return watermark;
}

void pdf_watermark_free(struct pdf_watermark *watermark)
{
    if (watermark == NULL) {
        return;
    }
    g_bytes_unref(watermark->path);
    g_free(watermark);
}

HPDF_Dict pdf_watermark_embed(const struct pdf_watermark *watermark, HPDF_Doc document)
{
    return pdf_object_stream_new(document, "/Type /XObject\n/Subtype /Form\n/BBox [0 0 596 842]\n",
                                 watermark->path);
}
