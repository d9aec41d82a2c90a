#include "reports/pdf/write.h"

#include <hpdf.h>
#include <hpdf_streams.h>
#include <string.h>

#include "engine/core/money.h"
#include "reports/output_file.h"

G_DEFINE_QUARK(pdf_error, pdf_error)

/* ---- objects that libharu has no function for ----
 * Streams that are compressed already, forms, and fonts from memory; their entries are written as they
 * stand. The document owns its objects; NULL where libharu refuses, whose error handler then has the
 * code.
 *
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

/* `deflated`: of a stream, what pdf_deflate() made. */
static void object_fill(HPDF_Dict dictionary, const char *entries, GBytes *deflated)
{
    dictionary->attr = g_strconcat(entries, deflated ? "/Filter /FlateDecode\n" : "", NULL);
    dictionary->write_fn = entries_write;
    dictionary->free_fn = entries_free;
    if (deflated) {
        HPDF_Stream_Write(dictionary->stream, g_bytes_get_data(deflated, NULL),
                          (HPDF_UINT)g_bytes_get_size(deflated));
    }
}

/* A stream, or where it has no data a dictionary; object_refer() adds entries. */
static HPDF_Dict object_new(HPDF_Doc document, const char *entries, GBytes *deflated)
{
    HPDF_Dict dictionary = deflated ? HPDF_DictStream_New(document->mmgr, document->xref)
                                    : HPDF_Dict_New(document->mmgr);
    if (!dictionary || (!deflated && HPDF_Xref_Add(document->xref, dictionary) != HPDF_OK)) {
        return NULL;
    }
    object_fill(dictionary, entries, deflated);
    return dictionary;
}

/* Adds a reference to `object`, of whatever kind; NULL on either side does nothing. */
static void object_refer(HPDF_Dict dictionary, const char *key, void *object)
{
    if (dictionary && object) {
        HPDF_Dict_Add(dictionary, key, object);
    }
}

/* What the pages name; for characters by their numbers, that refers to the font itself. */
static HPDF_Dict font_embed(HPDF_Doc document, const struct embedded_font *made)
{
    HPDF_Dict font = object_new(document, made->entries, NULL);
    HPDF_Dict descriptor = object_new(document, made->descriptor, NULL);
    object_refer(font, "FontDescriptor", descriptor);
    object_refer(descriptor, "FontFile2", object_new(document, made->program, made->deflated));
    if (!made->named) {
        return font;
    }
    object_refer(font, "CIDToGIDMap", object_new(document, "", made->glyph_map));
    HPDF_Dict named = object_new(document, made->named, NULL);
    HPDF_Array descendants = named && font ? HPDF_Array_New(document->mmgr) : NULL;
    if (descendants) {
        HPDF_Array_Add(descendants, font);
    }
    object_refer(named, "DescendantFonts", descendants);
    object_refer(named, "ToUnicode", object_new(document, "", made->unicode_map));
    return named;
}

/* ---- what is in it ---- */

/* Whether PDF's own encoding of such texts has it, which is Latin-1 but for what is left out here. */
static bool is_latin(const char *utf8)
{
    bool latin = true;
    for (const char *at = utf8; *at != '\0'; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        latin &= character >= 0x20 && (character <= 0x7E || character >= 0xA1) &&
                 character != 0xAD && character <= 0xFF;
    }
    return latin;
}

static void info_set(HPDF_Doc document, const struct pdf_info *info)
{
    static const HPDF_InfoType types[] = {HPDF_INFO_TITLE, HPDF_INFO_AUTHOR, HPDF_INFO_SUBJECT};
    static const char *const keys[] = {"Title", "Author", "Subject"};
    const char *const texts[] = {info->title, info->author, info->subject};
    HPDF_SetInfoAttr(document, HPDF_INFO_CREATOR, "rcti " RCTI_VERSION);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        /* Else in UTF-16: libharu would set up an encoder of all characters for it. */
        const bool latin = is_latin(texts[i]);
        gsize size = 0;
        g_autofree char *marked = g_strconcat(latin ? "" : "\uFEFF", texts[i], NULL);
        g_autofree char *text =
            g_convert(marked, -1, latin ? "ISO-8859-1" : "UTF-16BE", "UTF-8", NULL, &size, NULL);
        if (latin) {
            HPDF_SetInfoAttr(document, types[i], text);
        } else {
            object_refer(document->info, keys[i],
                         HPDF_Binary_New(document->mmgr, (HPDF_BYTE *)text, (HPDF_UINT)size));
        }
    }
    const struct civil civil = day_to_civil(info->date);
    const HPDF_Date date = {.year = civil.year, .month = civil.month, .day = civil.day, .ind = ' '};
    HPDF_SetInfoDateAttr(document, HPDF_INFO_CREATION_DATE, date);
    HPDF_SetInfoDateAttr(document, HPDF_INFO_MOD_DATE, date);
}

/* The fonts that the pages name. false with *error set where one cannot be made. */
static bool fonts_embed(const struct pdf_page *page, struct pdf_stock *stock, HPDF_Doc document,
                        HPDF_Dict fonts, GError **error)
{
    for (int i = 0; i < 2 * FONT_FACE_COUNT; i++) {
        const enum font_face face = (enum font_face)(i / 2);
        const bool numbered = i % 2 != 0;
        if (numbered && page->others[face]->len == 0) {
            continue;
        }
        struct embedded_font *font = numbered
                                         ? pdf_stock_others(stock, face, page->others[face], error)
                                         : pdf_stock_bytes(stock, face, page->bytes[face], error);
        if (!font) {
            return false;
        }
        const int number = PDF_FONT_NUMBER(numbered ? PDF_FONT_OTHER : PDF_FONT_BYTES, face);
        const char name[] = {'F', (char)('0' + number), '\0'};
        object_refer(fonts, name, font_embed(document, font));
        embedded_font_release(font);
    }
    return true;
}

/* What the pages' operators name: one object, of which every page has the reference. NULL with
 * *error set, or where libharu refused. */
static HPDF_Dict resources_make(const struct pdf_page *page, struct pdf_stock *stock,
                                HPDF_Doc document, GError **error)
{
    HPDF_Dict resources = object_new(document, "/ProcSet [/PDF /Text /ImageC]\n", NULL);
    HPDF_Dict fonts = object_new(document, "", NULL);
    HPDF_Dict objects = object_new(document, "", NULL);
    object_refer(resources, "Font", fonts);
    object_refer(resources, "XObject", objects);
    if (!fonts_embed(page, stock, document, fonts, error)) {
        return NULL;
    }
    const struct pdf_info *info = page->info;
    if (info->watermark) {
        object_refer(objects, PDF_WATERMARK_NAME,
                     object_new(document, info->watermark->entries, info->watermark->data));
    }
    if (info->logo) {
        object_refer(objects, PDF_LOGO_NAME,
                     object_new(document, info->logo->entries, info->logo->data));
    }
    return resources;
}

static void sheet_make(HPDF_Doc document, const struct pdf_sheet *sheet, HPDF_Dict resources)
{
    HPDF_Page page = HPDF_AddPage(document);
    if (!page) {
        return;
    }
    g_autoptr(GBytes) deflated = pdf_deflate(sheet->text->str, sheet->text->len, PDF_EFFORT_QUICK);
    HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
    HPDF_Dict contents = HPDF_Dict_GetItem(page, "Contents", HPDF_OCLASS_DICT);
    if (contents) {
        object_fill(contents, "", deflated);
    }
    object_refer(page, "Resources", resources);
    for (guint i = 0; i < sheet->links->len; i++) {
        const struct pdf_link *link = &g_array_index(sheet->links, struct pdf_link, i);
        const float top = PDF_PAPER_HEIGHT - link->y;
        const HPDF_Rect place = {link->x, top - link->height, link->x + link->width, top};
        HPDF_Annotation annotation = HPDF_Page_CreateURILinkAnnot(page, place, link->address);
        HPDF_LinkAnnot_SetBorderStyle(annotation, 0.0f, 0, 0);
    }
}

/* libharu masks its first error by later ones. */
struct refusal {
    HPDF_STATUS code;
    HPDF_STATUS detail;
};

static void refusal_keep(HPDF_STATUS code, HPDF_STATUS detail, void *data)
{
    struct refusal *refusal = data;
    if (refusal->code == HPDF_OK) {
        *refusal = (struct refusal){code, detail};
    }
}

/* The bytes of the whole document, or NULL; *error is set unless libharu refused. */
static GBytes *document_make(const struct pdf_page *page, struct pdf_stock *stock,
                             HPDF_Doc document, GError **error)
{
    info_set(document, page->info);
    HPDF_Dict resources = resources_make(page, stock, document, error);
    if (!resources) {
        return NULL;
    }
    for (guint i = 0; i < page->sheets->len; i++) {
        sheet_make(document, g_ptr_array_index(page->sheets, i), resources);
    }
    if (HPDF_SaveToStream(document) != HPDF_OK) {
        return NULL;
    }
    HPDF_UINT32 size = HPDF_GetStreamSize(document);
    g_autofree guint8 *bytes = g_malloc(size);
    const bool read = HPDF_ReadFromStream(document, bytes, &size) == HPDF_OK;
    return read ? g_bytes_new_take(g_steal_pointer(&bytes), size) : NULL;
}

static GBytes *document_bytes(const struct pdf_page *page, struct pdf_stock *stock,
                              const char *path, GError **error)
{
    struct refusal refusal = {HPDF_OK, 0};
    GError *reason = NULL;
    HPDF_Doc document = HPDF_New(refusal_keep, &refusal);
    GBytes *bytes = document ? document_make(page, stock, document, &reason) : NULL;
    if (document) {
        HPDF_Free(document);
    }
    if (reason) {
        g_propagate_error(error, reason);
    } else if (!bytes || refusal.code != HPDF_OK) {
        g_set_error(error, PDF_ERROR, PDF_ERROR_LIBRARY, "%s: libharu's error 0x%04lX, detail %lu",
                    path, (unsigned long)refusal.code, (unsigned long)refusal.detail);
        g_clear_pointer(&bytes, g_bytes_unref);
    }
    return bytes;
}

/* Not synchronised to the disk: a run has thousands, and its whole directory is renamed at the
 * end, which is where that belongs. */
GBytes *pdf_document_write(struct pdf_page *page, struct pdf_stock *stock, const char *path,
                           GError **error)
{
    pdf_page_finish(page);
    g_autoptr(GBytes) document = document_bytes(page, stock, path, error);
    if (!document || !output_file_write(path, g_bytes_get_data(document, NULL),
                                        g_bytes_get_size(document), error)) {
        return NULL;
    }
    return g_steal_pointer(&document);
}
