#include "reports/pdf/pdf_watermark.h"

#include "reports/pdf/pdf_flate.h"
#include "reports/pdf/pdf_object.h"
#include "reports/pdf/pdf_page.h"

struct pdf_watermark {
    GBytes *path;
};

/* Up the page at 52 degrees: about the slope of the paper's diagonal. */
static const double cosine = 0.6157;
static const double sine = 0.7880;

static void decimal_append(GString *path, double value)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append(path, g_ascii_formatd(buffer, sizeof buffer, "%.3f ", value));
}

/* Drawn level, in whole points, and then turned: points on one height have
 * one number, which is short and compresses well. */
static void words_append(const struct fonts *fonts, const char *utf8, double size, double below,
                         GString *path)
{
    const double unit = 1.0;
    const double half = (double)fonts_text_width(fonts, FONT_BOLD, utf8) * size / 2000.0;
    const double x = (double)PDF_PAPER_WIDTH / 2.0 - half * cosine + below * sine;
    const double y = (double)PDF_PAPER_HEIGHT / 2.0 - half * sine - below * cosine;
    const double turn[6] = {unit * cosine, unit * sine, -unit * sine, unit * cosine, x, y};
    const double level[6] = {size / unit, 0.0, 0.0, size / unit, 0.0, 0.0};
    g_string_append(path, "q ");
    for (size_t i = 0; i < G_N_ELEMENTS(turn); i++) {
        decimal_append(path, turn[i]);
    }
    g_string_append(path, "cm\n");
    fonts_outline_append(fonts, FONT_BOLD, utf8, level, path);
    g_string_append(path, "Q\n");
}

struct pdf_watermark *pdf_watermark_new(const struct fonts *fonts, const char *words,
                                        const char *below)
{
    /* So pale that text over it loses nothing on a printer without colours. */
    g_autoptr(GString) path = g_string_new("0.93 g\n");
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
