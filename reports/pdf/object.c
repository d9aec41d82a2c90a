#include "reports/pdf/object.h"

#include <hpdf_streams.h>
#include <libdeflate.h>

#include "engine/core/check.h"

/* ---- compression ----
 * By libdeflate, some eight times as fast as libharu's zlib; and libharu would compress again for
 * each document what is the same in all. */

static const int levels[] = {[PDF_EFFORT_QUICK] = 4, [PDF_EFFORT_BEST] = 12};

static void compressor_free(gpointer compressor)
{
    libdeflate_free_compressor(compressor);
}

/* Setting up a compressor takes longer than using it, so a thread keeps its own. */
static GPrivate compressors[] = {
    [PDF_EFFORT_QUICK] = G_PRIVATE_INIT(compressor_free),
    [PDF_EFFORT_BEST] = G_PRIVATE_INIT(compressor_free),
};

GBytes *pdf_deflate(const void *data, size_t size, enum pdf_effort effort)
{
    struct libdeflate_compressor *compressor = g_private_get(&compressors[effort]);
    if (!compressor) {
        compressor = libdeflate_alloc_compressor(levels[effort]);
        CHECK(compressor);
        g_private_set(&compressors[effort], compressor);
    }
    const size_t room = libdeflate_zlib_compress_bound(compressor, size);
    guint8 *out = g_malloc(room);
    const size_t written = libdeflate_zlib_compress(compressor, data, size, out, room);
    CHECK(written > 0);
    return g_bytes_new_take(g_realloc(out, written), written);
}

/* ---- objects ----
 * libharu writes a dictionary's entries one by one and then calls its write_fn, by which it writes
 * entries of its own fonts too. There is no public call for entries as text, for a stream with a
 * filter that is not to be applied, nor for what a document makes objects of (mmgr, xref). So the
 * structs of hpdf_doc.h and hpdf_objects.h are used here as 2.3.0 has them, which CMake checks. */

static HPDF_STATUS entries_write(HPDF_Dict dictionary, HPDF_Stream stream)
{
    return HPDF_Stream_WriteStr(stream, dictionary->attr);
}

static void entries_free(HPDF_Dict dictionary)
{
    g_free(dictionary->attr);
}

/* Takes the entries. */
static void entries_set(HPDF_Dict dictionary, char *entries)
{
    dictionary->attr = entries;
    dictionary->write_fn = entries_write;
    dictionary->free_fn = entries_free;
}

HPDF_Dict pdf_object_new(HPDF_Doc document, const char *entries)
{
    HPDF_Dict dictionary = HPDF_Dict_New(document->mmgr);
    if (!dictionary || HPDF_Xref_Add(document->xref, dictionary) != HPDF_OK) {
        return NULL;
    }
    entries_set(dictionary, g_strdup(entries));
    return dictionary;
}

static void stream_fill(HPDF_Dict dictionary, const char *entries, GBytes *deflated)
{
    gsize size = 0;
    const HPDF_BYTE *data = g_bytes_get_data(deflated, &size);
    entries_set(dictionary, g_strconcat(entries, "/Filter /FlateDecode\n", NULL));
    HPDF_Stream_Write(dictionary->stream, data, (HPDF_UINT)size);
}

HPDF_Dict pdf_object_stream_new(HPDF_Doc document, const char *entries, GBytes *deflated)
{
    HPDF_Dict dictionary = HPDF_DictStream_New(document->mmgr, document->xref);
    if (dictionary) {
        stream_fill(dictionary, entries, deflated);
    }
    return dictionary;
}

void pdf_object_page_fill(HPDF_Page page, GBytes *deflated)
{
    HPDF_Dict contents = HPDF_Dict_GetItem(page, "Contents", HPDF_OCLASS_DICT);
    if (contents) {
        stream_fill(contents, "", deflated);
    }
}

void pdf_object_info_set(HPDF_Doc document, const char *key, const char *utf8)
{
    gsize size = 0;
    g_autofree char *marked = g_strconcat("\uFEFF", utf8, NULL);
    g_autofree char *utf16 = g_convert(marked, -1, "UTF-16BE", "UTF-8", NULL, &size, NULL);
    HPDF_Binary text = HPDF_Binary_New(document->mmgr, (HPDF_BYTE *)utf16, (HPDF_UINT)size);
    if (document->info && text) {
        HPDF_Dict_Add(document->info, key, text);
    }
}

void pdf_object_refer(HPDF_Dict dictionary, const char *key, HPDF_Dict object)
{
    if (dictionary && object) {
        HPDF_Dict_Add(dictionary, key, object);
    }
}

void pdf_object_refer_array(HPDF_Dict dictionary, const char *key, HPDF_Dict object)
{
    HPDF_Array array = dictionary && object ? HPDF_Array_New(dictionary->mmgr) : NULL;
    if (array) {
        HPDF_Array_Add(array, object);
        HPDF_Dict_Add(dictionary, key, array);
    }
}
