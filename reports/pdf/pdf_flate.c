#include "reports/pdf/pdf_flate.h"

#include <gio/gio.h>

#include "engine/core/check.h"

/* zlib by way of GLib. libharu would compress at zlib's default level, which for the pages of an
 * invoice takes half as long again for four hundredths less; and it would compress again for each
 * document what is the same in all. */

static const int levels[] = {[PDF_EFFORT_QUICK] = 4, [PDF_EFFORT_BEST] = 9};

/* Setting up a compressor takes as long as using it, so a thread keeps its own. */
static GPrivate quick_compressor = G_PRIVATE_INIT(g_object_unref);

static GConverter *compressor_new(enum pdf_effort effort)
{
    return G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, levels[effort]));
}

/* The caller unrefs. */
static GConverter *compressor_get(enum pdf_effort effort)
{
    if (effort != PDF_EFFORT_QUICK) {
        return compressor_new(effort);
    }
    GConverter *compressor = g_private_get(&quick_compressor);
    if (compressor == NULL) {
        compressor = compressor_new(effort);
        g_private_set(&quick_compressor, compressor);
    }
    g_converter_reset(compressor);
    return g_object_ref(compressor);
}

GBytes *pdf_flate_new(const void *data, size_t size, enum pdf_effort effort)
{
    /* What cannot be compressed grows by five bytes a block of at least 4 kB, and by the frame. */
    const gsize room = size + size / 512 + 64;
    guint8 *out = g_malloc(room);
    GConverter *compressor = compressor_get(effort);
    gsize read = 0;
    gsize written = 0;
    GConverterResult result = G_CONVERTER_CONVERTED;
    while (result == G_CONVERTER_CONVERTED) {
        gsize more_read = 0;
        gsize more_written = 0;
        result = g_converter_convert(compressor, (const guint8 *)data + read, size - read,
                                     out + written, room - written, G_CONVERTER_INPUT_AT_END,
                                     &more_read, &more_written, NULL);
        read += more_read;
        written += more_written;
    }
    g_object_unref(compressor);
    CHECK(result == G_CONVERTER_FINISHED && read == size);
    return g_bytes_new_take(g_realloc(out, written), written);
}
