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

/* Takes the entries. */
static void entries_set(HPDF_Dict dictionary, char *entries)
{
    dictionary->attr = entries;
    dictionary->write_fn = entries_write;
    dictionary->free_fn = entries_free;
}

/* A dictionary with these entries (copied), and any that object_refer() gives it. */
static HPDF_Dict object_new(HPDF_Doc document, const char *entries)
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

/* A stream; `deflated` is what pdf_deflate() made. */
static HPDF_Dict object_stream_new(HPDF_Doc document, const char *entries, GBytes *deflated)
{
    HPDF_Dict dictionary = HPDF_DictStream_New(document->mmgr, document->xref);
    if (dictionary) {
        stream_fill(dictionary, entries, deflated);
    }
    return dictionary;
}

/* Adds a reference to `object`; NULL on either side does nothing. */
static void object_refer(HPDF_Dict dictionary, const char *key, HPDF_Dict object)
{
    if (dictionary && object) {
        HPDF_Dict_Add(dictionary, key, object);
    }
}

/* ---- the fonts as documents embed them ----
 * Each face is one or two:
 * - what of WinAnsiEncoding it needs, of one byte a character: a base that nearly every document is
 *   written in, and with it what else this one has (é, ö …). Each such set is reduced and compressed
 *   once, and kept for the documents that need the same. What a document gets depends on its own
 *   characters only, whoever else is in the run;
 * - what is beyond that encoding (ễ, Ł, Ж …), of two bytes.
 *
 * libharu's own way is to read the font again for each document, and for what WinAnsiEncoding lacks
 * to look up all 65,536 characters: it takes ten times as long. */

/* Letters, digits and the signs of addresses, links and our own tables. Each further character is
 * some 60 bytes more in every document; one that is not here has to be added where it is used. */
#define LETTERS_AND_DIGITS                                                                         \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 $&'(),-./:’\u00A0"
static const char *const base_characters[FONT_FACE_COUNT] = {
    [FONT_REGULAR] = LETTERS_AND_DIGITS "%+;?@_·–…",
    [FONT_BOLD] = LETTERS_AND_DIGITS,
};

enum {
    BYTE_COUNT = 256,
    KEPT_MAX = 2048 /* fonts, of some 6 kB; names have far fewer sets of letters */
};

/* Any six letters mark a subset. */
static const char *const face_names[FONT_FACE_COUNT] = {"LiberationSans", "LiberationSans-Bold"};
static const char *const other_names[FONT_FACE_COUNT] = {"RCTIAE+LiberationSans",
                                                         "RCTIAF+LiberationSans-Bold"};

/* ---- what all kinds say of themselves ---- */

/* Of the first kind and of the second, which is made for one document. */
enum { NONSYMBOLIC = 32, SYMBOLIC = 4 };

/* A font as documents have it: entries of its object, of its descriptor and of its program. */
typedef struct made_font {
    char *entries;
    char *descriptor;
    char *program;
    GBytes *deflated; /* the program */
} made_font;

static void made_font_clear(made_font *font)
{
    g_free(font->entries);
    g_free(font->descriptor);
    g_free(font->program);
    g_clear_pointer(&font->deflated, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(made_font, made_font_clear)

/* All but the object's entries; as fonts_subset_new(). */
static bool font_make(made_font *font, const struct fonts *fonts, enum font_face face,
                      const char *name, int flags, const GArray *characters, uint16_t *ret_glyphs,
                      GError **error)
{
    const struct font_metrics m = fonts_metrics(fonts, face);
    const uint32_t *wanted = (const uint32_t *)(const void *)characters->data;
    g_autoptr(GBytes) subset =
        fonts_subset_new(fonts, face, wanted, characters->len, ret_glyphs, error);
    if (!subset) {
        return false;
    }
    gsize size = 0;
    const void *data = g_bytes_get_data(subset, &size);
    font->descriptor =
        g_strdup_printf("/Type /FontDescriptor\n/FontName /%s\n/Flags %d\n"
                        "/FontBBox [%d %d %d %d]\n/ItalicAngle 0\n/Ascent %d\n/Descent %d\n"
                        "/CapHeight %d\n/StemV %d\n",
                        name, flags, m.left, m.bottom, m.right, m.top, m.ascent, m.descent,
                        m.capital_height, face == FONT_BOLD ? 140 : 80);
    font->program = g_strdup_printf("/Length1 %zu\n", size);
    font->deflated =
        pdf_deflate(data, size, flags == NONSYMBOLIC ? PDF_EFFORT_BEST : PDF_EFFORT_QUICK);
    return true;
}

static HPDF_Dict font_embed(HPDF_Doc document, const made_font *made)
{
    HPDF_Dict font = object_new(document, made->entries);
    HPDF_Dict descriptor = object_new(document, made->descriptor);
    object_refer(font, "FontDescriptor", descriptor);
    object_refer(descriptor, "FontFile2",
                 object_stream_new(document, made->program, made->deflated));
    return font;
}

/* ---- one byte a character: each set of them is reduced once ---- */

/* The set, of bytes of WinAnsiEncoding, and the font of it. */
struct byte_font {
    struct byte_set {
        enum font_face face;
        bool has[BYTE_COUNT];
    } set;
    made_font made;
};

struct pdf_stock {
    const struct fonts *fonts;
    struct byte_set bases[FONT_FACE_COUNT];
    GMutex mutex;
    GHashTable *kept; /* struct byte_font, counted, by its set, with which it begins */
};

static void byte_font_clear(gpointer font)
{
    made_font_clear(&((struct byte_font *)font)->made);
}

static void byte_font_release(gpointer font)
{
    g_atomic_rc_box_release_full(font, byte_font_clear);
}

/* FNV-1a. */
static guint set_hash(gconstpointer data)
{
    const struct byte_set *set = data;
    uint32_t sum = 2166136261U;
    for (int byte = 0; byte < BYTE_COUNT; byte++) {
        sum = (sum ^ (set->has[byte] ? (uint32_t)byte + 1 : 0)) * 16777619U;
    }
    return sum;
}

static gboolean set_equal(gconstpointer left, gconstpointer right)
{
    const struct byte_set *a = left;
    const struct byte_set *b = right;
    return a->face == b->face && memcmp(a->has, b->has, sizeof a->has) == 0;
}

/* What tells one subset from another: letters of a checksum of its characters. The caller frees. */
static char *subset_name(const struct byte_set *set)
{
    uint32_t sum = set_hash(set);
    char tag[7] = {0};
    for (int i = 0; i < 6; i++) {
        tag[i] = (char)('A' + sum % 26);
        sum /= 26;
    }
    return g_strdup_printf("%s+%s", tag, face_names[set->face]);
}

/* The caller frees. */
static char *byte_font_entries(const struct fonts *fonts, const struct byte_set *set,
                               const char *name)
{
    int first = 0;
    int last = BYTE_COUNT - 1;
    while (first < last && !set->has[first]) {
        first++;
    }
    while (last > first && !set->has[last]) {
        last--;
    }
    GString *text = g_string_new(NULL);
    g_string_printf(text,
                    "/Type /Font\n/Subtype /TrueType\n/BaseFont /%s\n/FirstChar %d\n/LastChar %d\n"
                    "/Encoding /WinAnsiEncoding\n/Widths [",
                    name, first, last);
    for (int byte = first; byte <= last; byte++) {
        const uint32_t character = fonts_winansi_character((uint8_t)byte);
        const int32_t width =
            set->has[byte] ? fonts_character_width(fonts, set->face, character) : 0;
        g_string_append_printf(text, byte == first ? "%d" : " %d", width);
    }
    g_string_append(text, "]\n");
    return g_string_free(text, FALSE);
}

/* The caller releases. */
static struct byte_font *byte_font_new(const struct fonts *fonts, const struct byte_set *set,
                                       GError **error)
{
    struct byte_font *font = g_atomic_rc_box_new0(struct byte_font);
    g_autoptr(GArray) characters = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (int byte = 0; byte < BYTE_COUNT; byte++) {
        const uint32_t character = fonts_winansi_character((uint8_t)byte);
        if (set->has[byte]) {
            g_array_append_val(characters, character);
        }
    }
    g_autofree char *name = subset_name(set);
    font->set = *set;
    font->made.entries = byte_font_entries(fonts, set, name);
    if (!font_make(&font->made, fonts, set->face, name, NONSYMBOLIC, characters, NULL, error)) {
        byte_font_release(font);
        return NULL;
    }
    return font;
}

/* The caller releases. Two threads may make the same: either will do. */
static struct byte_font *byte_font_get(struct pdf_stock *stock, const struct byte_set *set,
                                       GError **error)
{
    g_mutex_lock(&stock->mutex);
    struct byte_font *font = g_hash_table_lookup(stock->kept, set);
    if (font) {
        g_atomic_rc_box_acquire(font);
    }
    g_mutex_unlock(&stock->mutex);
    if (!font && (font = byte_font_new(stock->fonts, set, error))) {
        g_mutex_lock(&stock->mutex);
        if (g_hash_table_size(stock->kept) < KEPT_MAX) {
            g_hash_table_add(stock->kept, g_atomic_rc_box_acquire(font));
        }
        g_mutex_unlock(&stock->mutex);
    }
    return font;
}

struct pdf_stock *pdf_stock_new(const struct fonts *fonts, GError **error)
{
    struct pdf_stock *stock = g_new0(struct pdf_stock, 1);
    stock->fonts = fonts;
    stock->kept = g_hash_table_new_full(set_hash, set_equal, byte_font_release, NULL);
    g_mutex_init(&stock->mutex);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        struct byte_set *base = &stock->bases[face];
        base->face = (enum font_face)face;
        for (const char *at = base_characters[face]; *at != '\0'; at = g_utf8_next_char(at)) {
            base->has[fonts_winansi_byte(g_utf8_get_char(at))] = true;
        }
        struct byte_font *font = byte_font_get(stock, base, error);
        if (!font) {
            pdf_stock_free(stock);
            return NULL;
        }
        byte_font_release(font);
    }
    return stock;
}

void pdf_stock_free(struct pdf_stock *stock)
{
    if (stock) {
        g_hash_table_destroy(stock->kept);
        g_mutex_clear(&stock->mutex);
        g_free(stock);
    }
}

/* The font of a face with the base's characters and all of these, by their bytes in WinAnsiEncoding;
 * like the next NULL with *error set where the font cannot be reduced. */
static HPDF_Dict bytes_embed(struct pdf_stock *stock, enum font_face face,
                             const bool bytes[BYTE_COUNT], HPDF_Doc document, GError **error)
{
    struct byte_set set = stock->bases[face];
    for (int byte = 0; byte < BYTE_COUNT; byte++) {
        set.has[byte] = set.has[byte] || bytes[byte];
    }
    struct byte_font *font = byte_font_get(stock, &set, error);
    if (!font) {
        return NULL;
    }
    HPDF_Dict embedded = font_embed(document, &font->made);
    byte_font_release(font);
    return embedded;
}

/* ---- two bytes a character ---- */

/* Which character each number is, so that text can be searched and copied. */
static GBytes *unicode_map_new(const GArray *characters)
{
    enum { ENTRIES_MAX = 100 }; /* of one section */
    g_autoptr(GString) map =
        g_string_new("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                     "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                     "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                     "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    for (guint first = 0; first < characters->len; first += ENTRIES_MAX) {
        guint end = MIN(first + ENTRIES_MAX, characters->len);
        g_string_append_printf(map, "%u beginbfchar\n", end - first);
        for (guint i = first; i < end; i++) {
            g_string_append_printf(map, "<%04X> <%04X>\n", i + 1,
                                   g_array_index(characters, uint32_t, i));
        }
        g_string_append(map, "endbfchar\n");
    }
    g_string_append(map, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    return pdf_deflate(map->str, map->len, PDF_EFFORT_QUICK);
}

/* Which glyph each number is. */
static GBytes *glyph_map_new(const uint16_t *glyphs, size_t count)
{
    g_autofree guint8 *map = g_malloc0(2 * (count + 1));
    for (size_t i = 0; i < count; i++) {
        map[2 * i + 2] = (guint8)(glyphs[i] >> 8);
        map[2 * i + 3] = (guint8)(glyphs[i] & 0xFF);
    }
    return pdf_deflate(map, 2 * (count + 1), PDF_EFFORT_QUICK);
}

/* Of the font of the numbers. The caller frees. */
static char *numbered_entries(const struct fonts *fonts, enum font_face face,
                              const GArray *characters)
{
    GString *text = g_string_new(NULL);
    g_string_printf(text,
                    "/Type /Font\n/Subtype /CIDFontType2\n/BaseFont /%s\n"
                    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>\n"
                    "/W [1 [",
                    other_names[face]);
    for (guint i = 0; i < characters->len; i++) {
        const uint32_t character = g_array_index(characters, uint32_t, i);
        g_string_append_printf(text, i == 0 ? "%d" : " %d",
                               fonts_character_width(fonts, face, character));
    }
    g_string_append(text, "]]\n");
    return g_string_free(text, FALSE);
}

/* The font of any others (uint32_t), by their numbers from 1 on. */
static HPDF_Dict others_embed(const struct pdf_stock *stock, enum font_face face,
                              const GArray *characters, HPDF_Doc document, GError **error)
{
    g_auto(made_font) made = {.entries = numbered_entries(stock->fonts, face, characters)};
    g_autofree uint16_t *glyphs = g_new(uint16_t, characters->len);
    if (!font_make(&made, stock->fonts, face, other_names[face], SYMBOLIC, characters, glyphs,
                   error)) {
        return NULL;
    }
    g_autoptr(GBytes) glyph_map = glyph_map_new(glyphs, characters->len);
    HPDF_Dict numbered = font_embed(document, &made);
    object_refer(numbered, "CIDToGIDMap", object_stream_new(document, "", glyph_map));

    /* What the pages name, which refers to it. */
    g_autofree char *named = g_strdup_printf(
        "/Type /Font\n/Subtype /Type0\n/BaseFont /%s\n/Encoding /Identity-H\n", other_names[face]);
    g_autoptr(GBytes) map = unicode_map_new(characters);
    HPDF_Dict font = object_new(document, named);
    HPDF_Array descendants = font && numbered ? HPDF_Array_New(document->mmgr) : NULL;
    if (descendants) {
        HPDF_Array_Add(descendants, numbered);
        HPDF_Dict_Add(font, "DescendantFonts", descendants);
    }
    object_refer(font, "ToUnicode", object_stream_new(document, "", map));
    return font;
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
            /* In UTF-16: libharu would set up an encoder of all characters for it. */
            gsize size = 0;
            g_autofree char *marked = g_strconcat("\uFEFF", texts[i], NULL);
            g_autofree char *utf16 = g_convert(marked, -1, "UTF-16BE", "UTF-8", NULL, &size, NULL);
            HPDF_Binary text = HPDF_Binary_New(document->mmgr, (HPDF_BYTE *)utf16, (HPDF_UINT)size);
            if (document->info && text) {
                HPDF_Dict_Add(document->info, keys[i], text);
            }
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
        object_refer(fonts, name, bytes_embed(stock, face, page->bytes[face], document, &reason));
        if (!reason && page->others[face]->len > 0) {
            name[1] = (char)('0' + PDF_FONT_NUMBER(PDF_FONT_OTHER, face));
            object_refer(fonts, name,
                         others_embed(stock, face, page->others[face], document, &reason));
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
    HPDF_Dict resources = object_new(document, "/ProcSet [/PDF /Text /ImageC]\n");
    HPDF_Dict fonts = object_new(document, "");
    HPDF_Dict objects = object_new(document, "");
    object_refer(resources, "Font", fonts);
    object_refer(resources, "XObject", objects);
    if (!fonts_embed(page, stock, document, fonts, error)) {
        return NULL;
    }
    const struct pdf_info *info = page->info;
    if (info->watermark) {
        object_refer(objects, PDF_WATERMARK_NAME,
                     object_stream_new(document, info->watermark->entries, info->watermark->data));
    }
    if (info->logo) {
        object_refer(objects, PDF_LOGO_NAME,
                     object_stream_new(document, info->logo->entries, info->logo->data));
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
        stream_fill(contents, "", deflated);
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
