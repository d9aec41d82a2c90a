#include <errno.h>
#include <fcntl.h>
#include <hpdf_doc.h>
#include <hpdf_streams.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/pdf/pdf_flate.h"
#include "reports/pdf/pdf_object.h"
#include "reports/pdf/pdf_page.h"
#include "reports/pdf/pdf_state.h"

/* A document as a whole: libharu's start and end, its fonts, pages, information and file. */

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

/* Any other text is UTF-16, twice as long and slower to make. */
static void info_text_set(HPDF_Doc document, HPDF_InfoType type, const char *utf8)
{
    g_autofree char *latin = latin_text(utf8);
    if (latin == NULL) {
        HPDF_SetCurrentEncoder(document, "UTF-8");
    }
    HPDF_SetInfoAttr(document, type, latin != NULL ? latin : utf8);
    document->cur_encoder = NULL;
}

static void info_set(HPDF_Doc document, const struct pdf_info *info)
{
    HPDF_UseUTFEncodings(document);
    info_text_set(document, HPDF_INFO_TITLE, info->title);
    info_text_set(document, HPDF_INFO_AUTHOR, info->author);
    info_text_set(document, HPDF_INFO_SUBJECT, info->subject);
    HPDF_SetInfoAttr(document, HPDF_INFO_CREATOR, "rcti " RCTI_VERSION);
    struct civil civil = day_to_civil(info->date);
    const HPDF_Date date = {.year = civil.year, .month = civil.month, .day = civil.day, .ind = ' '};
    HPDF_SetInfoDateAttr(document, HPDF_INFO_CREATION_DATE, date);
    HPDF_SetInfoDateAttr(document, HPDF_INFO_MOD_DATE, date);
}

/* NULL where the pages name no such font, and with *error set where it cannot be made. */
static HPDF_Dict font_embed(const struct pdf_page *page, enum font_face face,
                            enum pdf_font_kind kind, HPDF_Doc document, GError **error)
{
    if (kind == PDF_FONT_OTHER) {
        const GArray *others = page->others[face];
        return others->len > 0 ? pdf_other_font_embed(page->fonts, face, others, document, error)
                               : NULL;
    }
    struct pdf_byte_font *font = pdf_stock_font_get(page->stock, face, page->bytes[face], error);
    if (font == NULL) {
        return NULL;
    }
    HPDF_Dict embedded = pdf_byte_font_embed(font, document);
    pdf_stock_font_release(font);
    return embedded;
}

/* The fonts that the pages name. false with *error set where one cannot be made. */
static bool fonts_embed(const struct pdf_page *page, HPDF_Doc document, HPDF_Dict fonts,
                        GError **error)
{
    GError *reason = NULL;
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        for (int kind = 0; kind < PDF_FONT_KIND_COUNT && reason == NULL; kind++) {
            const char name[] = {'F', (char)('0' + PDF_FONT_NUMBER(kind, face)), '\0'};
            pdf_object_refer(fonts, name, font_embed(page, face, kind, document, &reason));
        }
    }
    if (reason != NULL) {
        g_propagate_error(error, reason);
        return false;
    }
    return true;
}

static void pictures_embed(const struct pdf_info *info, HPDF_Doc document, HPDF_Dict objects)
{
    if (info->watermark != NULL) {
        pdf_object_refer(objects, PDF_WATERMARK_NAME,
                         pdf_watermark_embed(info->watermark, document));
    }
    if (info->logo != NULL) {
        pdf_object_refer(objects, PDF_LOGO_NAME, pdf_picture_embed(info->logo, document));
    }
}

/* What the pages' operators name: one object, of which every page has the reference. NULL with
 * *error set, or where libharu refused. */
static HPDF_Dict resources_make(const struct pdf_page *page, HPDF_Doc document, GError **error)
{
    HPDF_Dict resources = pdf_object_new(document, "/ProcSet [/PDF /Text /ImageC]\n");
    HPDF_Dict fonts = pdf_object_new(document, "");
    HPDF_Dict objects = pdf_object_new(document, "");
    pdf_object_refer(resources, "Font", fonts);
    pdf_object_refer(resources, "XObject", objects);
    if (!fonts_embed(page, document, fonts, error)) {
        return NULL;
    }
    pictures_embed(page->info, document, objects);
    return resources;
}

static void link_make(HPDF_Page page, const struct pdf_link *link)
{
    const float top = PDF_PAPER_HEIGHT - link->y;
    HPDF_Rect place = {link->x, top - link->height, link->x + link->width, top};
    HPDF_Annotation annotation = HPDF_Page_CreateURILinkAnnot(page, place, link->address);
    HPDF_LinkAnnot_SetBorderStyle(annotation, 0.0f, 0, 0);
}

static void sheet_make(HPDF_Doc document, const struct pdf_sheet *sheet, HPDF_Dict resources)
{
    HPDF_Page page = HPDF_AddPage(document);
    if (page == NULL) {
        return;
    }
    const GString *text = sheet->content.text;
    g_autoptr(GBytes) deflated = pdf_flate_new(text->str, text->len, PDF_EFFORT_QUICK);
    HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
    pdf_object_page_fill(page, deflated);
    pdf_object_refer(page, "Resources", resources);
    for (guint i = 0; i < sheet->links->len; i++) {
        link_make(page, &g_array_index(sheet->links, struct pdf_link, i));
    }
}

static bool document_make(const struct pdf_page *page, HPDF_Doc document, GError **error)
{
    info_set(document, page->info);
    HPDF_Dict resources = resources_make(page, document, error);
    if (resources == NULL) {
        return false;
    }
    for (guint i = 0; i < page->sheets->len; i++) {
        sheet_make(document, g_ptr_array_index(page->sheets, i), resources);
    }
    return true;
}

/* ---- the file ---- */

static bool stream_write(HPDF_Stream stream, int file)
{
    for (HPDF_UINT i = 0; i < HPDF_MemStream_GetBufCount(stream); i++) {
        HPDF_UINT length = 0;
        const HPDF_BYTE *part = HPDF_MemStream_GetBufPtr(stream, i, &length);
        while (length > 0) {
            ssize_t written = write(file, part, length);
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                return false;
            }
            part += written;
            length -= (HPDF_UINT)written;
        }
    }
    return true;
}

/* Not synchronised to the disk: a run has thousands, and its whole directory is renamed at the
 * end, which is where that belongs. */
static bool file_write(HPDF_Stream stream, const char *path, GError **error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool written = file >= 0 && fchmod(file, 0600) == 0 && stream_write(stream, file);
    int reason = errno;
    if (file >= 0 && close(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (!written) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(reason), "%s: %s", path,
                    g_strerror(reason));
        if (file >= 0) {
            unlink(path);
        }
    }
    return written;
}

static bool document_save(const struct pdf_page *page, const char *path, GError **error)
{
    struct refusal refusal = {HPDF_OK, 0};
    GError *reason = NULL;
    bool written = false;
    HPDF_Doc document = HPDF_New(refusal_keep, &refusal);
    if (document != NULL && document_make(page, document, &reason) && refusal.code == HPDF_OK) {
        HPDF_SaveToStream(document);
    }
    if (reason != NULL) {
        g_propagate_error(error, reason);
    } else if (document == NULL || refusal.code != HPDF_OK) {
        g_set_error(error, PDF_ERROR, PDF_ERROR_LIBRARY, "%s: libharu's error 0x%04lX, detail %lu",
                    path, (unsigned long)refusal.code, (unsigned long)refusal.detail);
    } else {
        written = file_write(document->stream, path, error);
    }
    if (document != NULL) {
        HPDF_Free(document);
    }
    return written;
}

bool pdf_document_write(const struct pdf_stock *stock, const struct pdf_info *info,
                        pdf_draw_function draw, const void *content, const char *path,
                        GError **error)
{
    struct pdf_page page;
    pdf_page_init(&page, stock, info);
    draw(&page, content);
    pdf_page_footers_draw(&page);
    bool written = document_save(&page, path, error);
    pdf_page_clear(&page);
    return written;
}
