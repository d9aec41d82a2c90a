#include "reports/pdf/embed.h"

#include <libdeflate.h>
#include <string.h>

#include "engine/core/money.h"

/* ---- compression ----
 * By libdeflate, some eight times as fast as libharu's zlib; and libharu would compress again for
 * each document what is the same in all. */

/* Setting up a compressor takes longer than using it, so a thread keeps its own. */
static GPrivate quick = G_PRIVATE_INIT((GDestroyNotify)libdeflate_free_compressor);
static GPrivate best = G_PRIVATE_INIT((GDestroyNotify)libdeflate_free_compressor);

GBytes *pdf_deflate(const void *data, size_t size, enum pdf_effort effort)
{
    GPrivate *own = effort == PDF_EFFORT_BEST ? &best : &quick;
    struct libdeflate_compressor *compressor = g_private_get(own);
    if (!compressor) {
        compressor = libdeflate_alloc_compressor((int)effort);
        CHECK(compressor);
        g_private_set(own, compressor);
    }
    const size_t room = libdeflate_zlib_compress_bound(compressor, size);
    guint8 *out = g_malloc(room);
    const size_t written = libdeflate_zlib_compress(compressor, data, size, out, room);
    CHECK(written > 0);
    return g_bytes_new_take(g_realloc(out, written), written);
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

enum { KEPT_MAX = 2048 /* fonts, of some 6 kB; names have far fewer sets of letters */ };

/* Any six letters mark a subset. */
static const char *const face_names[FONT_FACE_COUNT] = {"LiberationSans", "LiberationSans-Bold"};
static const char *const other_names[FONT_FACE_COUNT] = {"RCTIAE+LiberationSans",
                                                         "RCTIAF+LiberationSans-Bold"};

/* ---- what all kinds say of themselves ---- */

/* Of the first kind and of the second, which is made for one document. */
enum { NONSYMBOLIC = 32, SYMBOLIC = 4 };

static void embedded_font_clear(gpointer data)
{
    struct embedded_font *font = data;
    g_free(font->entries);
    g_free(font->descriptor);
    g_free(font->program);
    g_free(font->named);
    g_clear_pointer(&font->deflated, g_bytes_unref);
    g_clear_pointer(&font->glyph_map, g_bytes_unref);
    g_clear_pointer(&font->unicode_map, g_bytes_unref);
}

void embedded_font_release(gpointer font)
{
    g_atomic_rc_box_release_full(font, embedded_font_clear);
}

/* What both kinds have, but for the object's entries; as fonts_subset_new(). The caller releases. */
static struct embedded_font *font_new(const struct fonts *fonts, enum font_face face,
                                      const char *name, int flags, const GArray *characters,
                                      uint16_t *ret_glyphs, GError **error)
{
    const uint32_t *wanted = (const uint32_t *)(const void *)characters->data;
    g_autoptr(GBytes) subset =
        fonts_subset_new(fonts, face, wanted, characters->len, ret_glyphs, error);
    if (!subset) {
        return NULL;
    }
    struct embedded_font *font = g_atomic_rc_box_new0(struct embedded_font);
    gsize size = 0;
    const void *data = g_bytes_get_data(subset, &size);
    font->descriptor = fonts_descriptor(fonts, face, name, flags);
    font->program = g_strdup_printf("/Length1 %zu\n", size);
    font->deflated =
        pdf_deflate(data, size, flags == NONSYMBOLIC ? PDF_EFFORT_BEST : PDF_EFFORT_QUICK);
    return font;
}

/* ---- one byte a character: each set of them is reduced once ---- */

struct pdf_stock {
    const struct fonts *fonts;
    struct byte_set bases[FONT_FACE_COUNT];
    GMutex mutex;
    GHashTable *kept; /* struct embedded_font, counted, by its set, with which it begins */
};

/* FNV-1a. */
static guint set_hash(gconstpointer data)
{
    const struct byte_set *set = data;
    uint32_t sum = 2166136261U;
    for (int byte = 0; byte < FONT_BYTE_COUNT; byte++) {
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

/* The caller releases. */
static struct embedded_font *byte_font_new(const struct fonts *fonts, const struct byte_set *set,
                                           GError **error)
{
    g_autoptr(GArray) characters = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autoptr(GString) widths = g_string_new(NULL);
    int first = 0;
    int last = FONT_BYTE_COUNT - 1;
    while (first < last && !set->has[first]) {
        first++;
    }
    while (last > first && !set->has[last]) {
        last--;
    }
    for (int byte = first; byte <= last; byte++) {
        const uint32_t character = fonts_winansi_character((uint8_t)byte);
        int32_t width = 0;
        if (set->has[byte]) {
            width = fonts_character_width(fonts, set->face, character);
            g_array_append_val(characters, character);
        }
        g_string_append_printf(widths, byte == first ? "%d" : " %d", width);
    }
    g_autofree char *name = subset_name(set);
    struct embedded_font *font =
        font_new(fonts, set->face, name, NONSYMBOLIC, characters, NULL, error);
    if (font) {
        font->set = *set;
        font->entries = g_strdup_printf(
            "/Type /Font\n/Subtype /TrueType\n/BaseFont /%s\n/FirstChar %d\n/LastChar %d\n"
            "/Encoding /WinAnsiEncoding\n/Widths [%s]\n",
            name, first, last, widths->str);
    }
    return font;
}

/* Two threads may make the same: either will do. */
struct embedded_font *pdf_stock_bytes(struct pdf_stock *stock, enum font_face face,
                                      const bool bytes[FONT_BYTE_COUNT], GError **error)
{
    struct byte_set set = stock->bases[face];
    for (int byte = 0; byte < FONT_BYTE_COUNT; byte++) {
        set.has[byte] = set.has[byte] || bytes[byte];
    }
    g_mutex_lock(&stock->mutex);
    struct embedded_font *font = g_hash_table_lookup(stock->kept, &set);
    if (font) {
        g_atomic_rc_box_acquire(font);
    }
    g_mutex_unlock(&stock->mutex);
    if (!font && (font = byte_font_new(stock->fonts, &set, error))) {
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
    stock->kept = g_hash_table_new_full(set_hash, set_equal, embedded_font_release, NULL);
    g_mutex_init(&stock->mutex);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        struct byte_set *base = &stock->bases[face];
        base->face = (enum font_face)face;
        for (const char *at = base_characters[face]; *at != '\0'; at = g_utf8_next_char(at)) {
            base->has[fonts_winansi_byte(g_utf8_get_char(at))] = true;
        }
        struct embedded_font *font = pdf_stock_bytes(stock, base->face, base->has, error);
        if (!font) {
            pdf_stock_free(stock);
            return NULL;
        }
        embedded_font_release(font);
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

struct embedded_font *pdf_stock_others(const struct pdf_stock *stock, enum font_face face,
                                       const GArray *characters, GError **error)
{
    g_autofree uint16_t *glyphs = g_new(uint16_t, characters->len);
    struct embedded_font *font =
        font_new(stock->fonts, face, other_names[face], SYMBOLIC, characters, glyphs, error);
    if (!font) {
        return NULL;
    }
    g_autoptr(GString) widths = g_string_new(NULL);
    for (guint i = 0; i < characters->len; i++) {
        const uint32_t character = g_array_index(characters, uint32_t, i);
        g_string_append_printf(widths, i == 0 ? "%d" : " %d",
                               fonts_character_width(stock->fonts, face, character));
    }
    font->entries = g_strdup_printf(
        "/Type /Font\n/Subtype /CIDFontType2\n/BaseFont /%s\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>\n"
        "/W [1 [%s]]\n",
        other_names[face], widths->str);
    font->glyph_map = glyph_map_new(glyphs, characters->len);
    font->unicode_map = unicode_map_new(characters);
    font->named = g_strdup_printf(
        "/Type /Font\n/Subtype /Type0\n/BaseFont /%s\n/Encoding /Identity-H\n", other_names[face]);
    return font;
}
