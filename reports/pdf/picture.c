/* What is made once a run and drawn by many documents. */
#include <png.h>
#include <string.h>

#include "engine/core/money.h"
#include "reports/pdf/write.h"

void pdf_picture_free(struct pdf_picture *picture)
{
    if (picture) {
        g_free(picture->entries);
        g_bytes_unref(picture->data);
        g_free(picture);
    }
}

/* ---- the logo ---- */

/* libharu's own reader of PNGs ends the program where a picture is damaged, and would read it again
 * for each document. */

enum {
    WIDTH_MAX = 600, /* of 144 points: 300 dots an inch */
    HEIGHT_MAX = 200,
    SIDE_MAX = 2000 /* as the import allows */
};

struct raster {
    guint8 *samples; /* owned: rows from the top, `parts` bytes a dot */
    unsigned width;
    unsigned height;
    unsigned parts; /* 1 grey, 3 red, green and blue */
};

static bool raster_decode(const guint8 *png, gsize size, struct raster *ret_raster)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, png, size)) {
        return false;
    }
    const bool colour = (image.format & PNG_FORMAT_FLAG_COLOR) != 0;
    image.format = colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    if (image.width > SIDE_MAX || image.height > SIDE_MAX) {
        png_image_free(&image);
        return false;
    }
    const png_color white = {255, 255, 255};
    g_autofree guint8 *samples = g_malloc(PNG_IMAGE_SIZE(image));
    if (!png_image_finish_read(&image, &white, samples, 0, NULL)) {
        return false;
    }
    *ret_raster =
        (struct raster){g_steal_pointer(&samples), image.width, image.height, colour ? 3 : 1};
    return true;
}

/* The mean of a square of dots, smaller at the edges; x and y are in the picture. */
static guint8 mean_of(const struct raster *raster, unsigned x, unsigned y, unsigned part,
                      unsigned side)
{
    const unsigned right = MIN(x + side, raster->width);
    const unsigned bottom = MIN(y + side, raster->height);
    unsigned sum = 0;
    for (unsigned row = y; row < bottom; row++) {
        for (unsigned column = x; column < right; column++) {
            sum += raster->samples[(row * raster->width + column) * raster->parts + part];
        }
    }
    const unsigned count = MAX((right - x) * (bottom - y), 1);
    return (guint8)((sum + count / 2) / count);
}

/* By a whole number, until it is no finer than need be. */
static void raster_reduce(struct raster *raster)
{
    const unsigned across = (raster->width + WIDTH_MAX - 1) / WIDTH_MAX;
    const unsigned down = (raster->height + HEIGHT_MAX - 1) / HEIGHT_MAX;
    const unsigned side = MAX(across, down);
    if (side <= 1) {
        return;
    }
    struct raster smaller = {NULL, (raster->width + side - 1) / side,
                             (raster->height + side - 1) / side, raster->parts};
    guint8 *at = smaller.samples = g_malloc((gsize)smaller.width * smaller.height * smaller.parts);
    for (unsigned y = 0; y < smaller.height; y++) {
        for (unsigned x = 0; x < smaller.width; x++) {
            for (unsigned part = 0; part < smaller.parts; part++) {
                *at++ = mean_of(raster, x * side, y * side, part, side);
            }
        }
    }
    g_free(raster->samples);
    *raster = smaller;
}

/* With one of PNG's filters in front of each row. */
enum filter { FILTER_NONE = 0, FILTER_UP = 2 /* what the row differs from the one above */ };

static GBytes *raster_deflate(const struct raster *raster, enum filter filter)
{
    const gsize row_bytes = (gsize)raster->width * raster->parts;
    g_autofree guint8 *rows = g_malloc((row_bytes + 1) * raster->height);
    guint8 *at = rows;
    for (unsigned y = 0; y < raster->height; y++) {
        const guint8 *row = raster->samples + y * row_bytes;
        const bool differs = filter == FILTER_UP && y > 0;
        *at++ = (guint8)filter;
        for (gsize i = 0; i < row_bytes; i++) {
            *at++ = (guint8)(differs ? row[i] - row[i - row_bytes] : row[i]);
        }
    }
    return pdf_deflate(rows, (gsize)(at - rows), PDF_EFFORT_BEST);
}

struct pdf_picture *pdf_picture_new(const char *base64)
{
    gsize size = 0;
    g_autofree guint8 *png = g_base64_decode(base64, &size);
    struct raster raster;
    if (!raster_decode(png, size, &raster)) {
        return NULL;
    }
    struct pdf_picture *picture = g_new0(struct pdf_picture, 1);
    picture->proportion = (float)raster.width / (float)raster.height;
    raster_reduce(&raster);
    picture->entries =
        g_strdup_printf("/Type /XObject\n/Subtype /Image\n/Width %u\n/Height %u\n"
                        "/ColorSpace /%s\n/BitsPerComponent 8\n"
                        "/DecodeParms << /Predictor 15 /Colors %u /Columns %u >>\n",
                        raster.width, raster.height, raster.parts == 3 ? "DeviceRGB" : "DeviceGray",
                        raster.parts, raster.width);
    /* Flat colours are smaller without a filter, shaded ones with it. */
    g_autoptr(GBytes) plain = raster_deflate(&raster, FILTER_NONE);
    g_autoptr(GBytes) filtered = raster_deflate(&raster, FILTER_UP);
    picture->data =
        g_bytes_ref(g_bytes_get_size(plain) <= g_bytes_get_size(filtered) ? plain : filtered);
    g_free(raster.samples);
    return picture;
}

/* ---- the words across a draft ---- */

/* Up the page at 52 degrees: about the slope of the paper's diagonal. */
static const double cosine = 0.6157;
static const double sine = 0.7880;

/* Drawn level, in whole points, and then turned: points on one height have one number, which is
 * short and compresses well. */
static void words_append(const struct fonts *fonts, const char *utf8, double size, double below,
                         GString *path)
{
    const int64_t width = fonts_text_width(fonts, FONT_BOLD, utf8, strlen(utf8));
    const double half = (double)width * size / 2000.0;
    const double x = (double)PDF_PAPER_WIDTH / 2.0 - half * cosine + below * sine;
    const double y = (double)PDF_PAPER_HEIGHT / 2.0 - half * sine - below * cosine;
    g_string_append_printf(path, "q %.3f %.3f %.3f %.3f %.3f %.3f cm\n", cosine, sine, -sine,
                           cosine, x, y);
    fonts_outline_append(fonts, FONT_BOLD, utf8, size, path);
    g_string_append(path, "Q\n");
}

struct pdf_picture *pdf_watermark_new(const struct fonts *fonts, const char *words,
                                      const char *below)
{
    /* So pale that text over it loses nothing on a printer without colours. */
    g_autoptr(GString) path = g_string_new("0.93 g\n");
    words_append(fonts, words, 150.0, 0.0, path);
    words_append(fonts, below, 44.0, 56.0, path);
    struct pdf_picture *watermark = g_new0(struct pdf_picture, 1);
    watermark->entries = g_strdup("/Type /XObject\n/Subtype /Form\n/BBox [0 0 596 842]\n");
    watermark->data = pdf_deflate(path->str, path->len, PDF_EFFORT_BEST);
    watermark->proportion = PDF_PAPER_WIDTH / PDF_PAPER_HEIGHT;
    return watermark;
}
