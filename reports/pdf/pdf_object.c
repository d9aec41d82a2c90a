#include "reports/pdf/pdf_object.h"

#include <hpdf_doc.h>
#include <hpdf_pages.h>
#include <hpdf_streams.h>

static HPDF_STATUS entries_write(HPDF_Dict dictionary, HPDF_Stream stream)
{
    return HPDF_Stream_WriteStr(stream, dictionary->attr);
}

static void entries_free(HPDF_Dict dictionary)
{
    g_free(dictionary->attr);
}

static void entries_set(HPDF_Dict dictionary, const char *entries)
{
    dictionary->attr = g_strdup(entries);
    dictionary->write_fn = entries_write;
    dictionary->free_fn = entries_free;
}

HPDF_Dict pdf_object_new(HPDF_Doc document, const char *entries)
{
    HPDF_Dict dictionary = HPDF_Dict_New(document->mmgr);
    if (dictionary == NULL || HPDF_Xref_Add(document->xref, dictionary) != HPDF_OK) {
        return NULL;
    }
    entries_set(dictionary, entries);
    return dictionary;
}

static void stream_fill(HPDF_Stream stream, GBytes *deflated)
{
    gsize size = 0;
    const HPDF_BYTE *data = g_bytes_get_data(deflated, &size);
    HPDF_Stream_Write(stream, data, (HPDF_UINT)size);
}

static HPDF_STATUS filter_write(HPDF_Dict dictionary, HPDF_Stream stream)
{
    (void)dictionary;
    return HPDF_Stream_WriteStr(stream, "/Filter /FlateDecode\n");
}

HPDF_Dict pdf_object_stream_new(HPDF_Doc document, const char *entries, GBytes *deflated)
{
    HPDF_Dict dictionary = HPDF_DictStream_New(document->mmgr, document->xref);
    if (dictionary == NULL) {
        return NULL;
    }
    g_autofree char *all = g_strconcat(entries, "/Filter /FlateDecode\n", NULL);
    entries_set(dictionary, all);
    stream_fill(dictionary->stream, deflated);
    return dictionary;
}

void pdf_object_page_fill(HPDF_Page page, GBytes *deflated)
{
    HPDF_PageAttr attributes = page->attr;
    attributes->contents->write_fn = filter_write;
    stream_fill(attributes->stream, deflated);
}

void pdf_object_refer(HPDF_Dict dictionary, const char *key, void *object)
{
    if (dictionary != NULL && object != NULL) {
        HPDF_Dict_Add(dictionary, key, object);
    }
}
