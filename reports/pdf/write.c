#include "reports/pdf/write.h"

#include "reports/output_file.h"
#include "reports/pdf/picture.h"

G_DEFINE_QUARK(pdf_error, pdf_error)

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

/* ---- what is in it ---- */

/* In PDF's own encoding of such texts, which is Latin-1 but for what is left out here. NULL where a
 * character has no byte; the caller frees. */
static char *latin_text(const char *utf8)
{
    GString *text = g_string_sized_new(64);
    for (const char *at = utf8; *at != '\0'; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        if (character < 0x20 || (character > 0x7E && character < 0xA1) || character == 0xAD ||
            character > 0xFF) {
            g_string_free(text, TRUE);
            return NULL;
        }
        g_string_append_c(text, (char)character);
    }
    return g_string_free(text, FALSE);
}

static void info_set(HPDF_Doc document, const struct pdf_info *info)
{
    static const HPDF_InfoType types[] = {HPDF_INFO_TITLE, HPDF_INFO_AUTHOR, HPDF_INFO_SUBJECT};
    static const char *const keys[] = {"Title", "Author", "Subject"};
    const char *const texts[] = {info->title, info->author, info->subject};
    HPDF_SetInfoAttr(document, HPDF_INFO_CREATOR, "rcti " RCTI_VERSION);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *latin = latin_text(texts[i]);
        if (latin) {
            HPDF_SetInfoAttr(document, types[i], latin);
        } else {
            pdf_object_info_set(document, keys[i], texts[i]);
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
    GError *reason = NULL;
    for (int face = 0; face < FONT_FACE_COUNT && !reason; face++) {
        char name[] = {'F', (char)('0' + PDF_FONT_NUMBER(PDF_FONT_BYTES, face)), '\0'};
        pdf_object_refer(fonts, name,
                         pdf_stock_embed_bytes(stock, face, page->bytes[face], document, &reason));
        if (!reason && page->others[face]->len > 0) {
            name[1] = (char)('0' + PDF_FONT_NUMBER(PDF_FONT_OTHER, face));
            pdf_object_refer(
                fonts, name,
                pdf_stock_embed_others(stock, face, page->others[face], document, &reason));
        }
    }
    if (reason) {
        g_propagate_error(error, reason);
    }
    return !reason;
}

/* What the pages' operators name: one object, of which every page has the reference. NULL with
 * *error set, or where libharu refused. */
static HPDF_Dict resources_make(const struct pdf_page *page, struct pdf_stock *stock,
                                HPDF_Doc document, GError **error)
{
    HPDF_Dict resources = pdf_object_new(document, "/ProcSet [/PDF /Text /ImageC]\n");
    HPDF_Dict fonts = pdf_object_new(document, "");
    HPDF_Dict objects = pdf_object_new(document, "");
    pdf_object_refer(resources, "Font", fonts);
    pdf_object_refer(resources, "XObject", objects);
    if (!fonts_embed(page, stock, document, fonts, error)) {
        return NULL;
    }
    const struct pdf_info *info = page->info;
    if (info->watermark) {
        pdf_object_refer(objects, PDF_WATERMARK_NAME, pdf_picture_embed(info->watermark, document));
    }
    if (info->logo) {
        pdf_object_refer(objects, PDF_LOGO_NAME, pdf_picture_embed(info->logo, document));
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
    pdf_object_page_fill(page, deflated);
    pdf_object_refer(page, "Resources", resources);
    for (guint i = 0; i < sheet->links->len; i++) {
        const struct pdf_link *link = &g_array_index(sheet->links, struct pdf_link, i);
        const float top = PDF_PAPER_HEIGHT - link->y;
        const HPDF_Rect place = {link->x, top - link->height, link->x + link->width, top};
        HPDF_Annotation annotation = HPDF_Page_CreateURILinkAnnot(page, place, link->address);
        HPDF_LinkAnnot_SetBorderStyle(annotation, 0.0f, 0, 0);
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
