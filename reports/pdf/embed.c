#include "reports/pdf/embed.h"

#include <string.h>

#include "reports/pdf/object.h"

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

enum { NONSYMBOLIC = 32, SYMBOLIC = 4 };

/* The caller frees. */
static char *descriptor_entries(const struct fonts *fonts, enum font_face face, const char *name,
                                int flags)
{
    const struct font_metrics m = fonts_metrics(fonts, face);
    return g_strdup_printf("/Type /FontDescriptor\n/FontName /%s\n/Flags %d\n"
                           "/FontBBox [%d %d %d %d]\n/ItalicAngle 0\n/Ascent %d\n/Descent %d\n"
                           "/CapHeight %d\n/StemV %d\n",
                           name, flags, m.left, m.bottom, m.right, m.top, m.ascent, m.descent,
                           m.capital_height, face == FONT_BOLD ? 140 : 80);
}

/* A TrueType font as documents have it. */
typedef struct program {
    char *entries;
    GBytes *deflated;
} program;

static void program_clear(program *program)
{
    g_free(program->entries);
    g_clear_pointer(&program->deflated, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(program, program_clear)

/* As fonts_subset_new(). */
static bool program_make(program *ret_program, const struct fonts *fonts, enum font_face face,
                         const GArray *characters, uint16_t *ret_glyphs, enum pdf_effort effort,
                         GError **error)
{
    const uint32_t *wanted = (const uint32_t *)(const void *)characters->data;
    g_autoptr(GBytes) font =
        fonts_subset_new(fonts, face, wanted, characters->len, ret_glyphs, error);
    if (!font) {
        return false;
    }
    gsize size = 0;
    const void *data = g_bytes_get_data(font, &size);
    ret_program->entries = g_strdup_printf("/Length1 %zu\n", size);
    ret_program->deflated = pdf_deflate(data, size, effort);
    return true;
}

/* The font's object with its descriptor and program. */
static HPDF_Dict font_embed(HPDF_Doc document, const char *entries, const char *descriptor_entries,
                            const program *program)
{
    HPDF_Dict font = pdf_object_new(document, entries);
    HPDF_Dict descriptor = pdf_object_new(document, descriptor_entries);
    pdf_object_refer(font, "FontDescriptor", descriptor);
    pdf_object_refer(descriptor, "FontFile2",
                     pdf_object_stream_new(document, program->entries, program->deflated));
    return font;
}

/* ---- one byte a character ---- */

struct byte_font {
    bool has[BYTE_COUNT]; /* by the byte of WinAnsiEncoding */
    char *entries;
    char *descriptor;
    struct program program;
};

static void byte_font_clear(gpointer data)
{
    struct byte_font *font = data;
    program_clear(&font->program);
    g_free(font->entries);
    g_free(font->descriptor);
}

static void byte_font_release(gpointer font)
{
    g_atomic_rc_box_release_full(font, byte_font_clear);
}

/* The base's characters and those of `more` (NULL: none). The caller unrefs. */
static GArray *characters_list(struct byte_font *font, enum font_face face,
                               const bool more[BYTE_COUNT])
{
    GArray *characters = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (const char *at = base_characters[face]; *at != '\0'; at = g_utf8_next_char(at)) {
        const uint32_t character = g_utf8_get_char(at);
        font->has[fonts_winansi_byte(character)] = true;
        g_array_append_val(characters, character);
    }
    for (int byte = 0; more && byte < BYTE_COUNT; byte++) {
        if (more[byte] && !font->has[byte]) {
            const uint32_t character = fonts_winansi_character((uint8_t)byte);
            font->has[byte] = true;
            g_array_append_val(characters, character);
        }
    }
    return characters;
}

/* What tells one subset from another: letters of a checksum of its characters. The caller frees. */
static char *subset_name(enum font_face face, const bool has[BYTE_COUNT])
{
    uint32_t sum = 2166136261U; /* FNV-1a */
    for (int byte = 0; byte < BYTE_COUNT; byte++) {
        sum = (sum ^ (has[byte] ? (uint32_t)byte + 1 : 0)) * 16777619U;
    }
    char tag[7] = {0};
    for (int i = 0; i < 6; i++) {
        tag[i] = (char)('A' + sum % 26);
        sum /= 26;
    }
    return g_strdup_printf("%s+%s", tag, face_names[face]);
}

/* The caller frees. */
static char *byte_font_entries(const struct fonts *fonts, enum font_face face, const char *name,
                               const bool has[BYTE_COUNT])
{
    int first = 0;
    int last = BYTE_COUNT - 1;
    while (first < last && !has[first]) {
        first++;
    }
    while (last > first && !has[last]) {
        last--;
    }
    GString *text = g_string_new(NULL);
    g_string_printf(text,
                    "/Type /Font\n/Subtype /TrueType\n/BaseFont /%s\n/FirstChar %d\n/LastChar %d\n"
                    "/Encoding /WinAnsiEncoding\n/Widths [",
                    name, first, last);
    for (int byte = first; byte <= last; byte++) {
        const uint32_t character = fonts_winansi_character((uint8_t)byte);
        const int32_t width = has[byte] ? fonts_character_width(fonts, face, character) : 0;
        g_string_append_printf(text, byte == first ? "%d" : " %d", width);
    }
    g_string_append(text, "]\n");
    return g_string_free(text, FALSE);
}

/* The caller releases. */
static struct byte_font *byte_font_new(const struct fonts *fonts, enum font_face face,
                                       const bool more[BYTE_COUNT], GError **error)
{
    struct byte_font *font = g_atomic_rc_box_new0(struct byte_font);
    g_autoptr(GArray) characters = characters_list(font, face, more);
    if (!program_make(&font->program, fonts, face, characters, NULL, PDF_EFFORT_BEST, error)) {
        byte_font_release(font);
        return NULL;
    }
    g_autofree char *name = subset_name(face, font->has);
    font->entries = byte_font_entries(fonts, face, name, font->has);
    font->descriptor = descriptor_entries(fonts, face, name, NONSYMBOLIC);
    return font;
}

/* ---- the stock: each set of characters is reduced once ---- */

/* Which characters beyond the base, of which face. */
struct font_key {
    uint32_t bits[BYTE_COUNT / 32];
    uint32_t face;
};

struct kept_fonts {
    GMutex mutex;
    GHashTable *by_key; /* struct font_key -> struct byte_font, counted */
};

struct pdf_stock {
    const struct fonts *fonts;
    struct byte_font *bases[FONT_FACE_COUNT];
    struct kept_fonts *kept;
};

static guint key_hash(gconstpointer data)
{
    const struct font_key *key = data;
    guint hash = key->face;
    for (size_t i = 0; i < G_N_ELEMENTS(key->bits); i++) {
        hash = hash * 16777619U ^ key->bits[i];
    }
    return hash;
}

static gboolean key_equal(gconstpointer left, gconstpointer right)
{
    return memcmp(left, right, sizeof(struct font_key)) == 0;
}

struct pdf_stock *pdf_stock_new(const struct fonts *fonts, GError **error)
{
    struct pdf_stock *stock = g_new0(struct pdf_stock, 1);
    stock->fonts = fonts;
    stock->kept = g_new0(struct kept_fonts, 1);
    stock->kept->by_key = g_hash_table_new_full(key_hash, key_equal, g_free, byte_font_release);
    g_mutex_init(&stock->kept->mutex);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        stock->bases[face] = byte_font_new(fonts, (enum font_face)face, NULL, error);
        if (!stock->bases[face]) {
            pdf_stock_free(stock);
            return NULL;
        }
    }
    return stock;
}

void pdf_stock_free(struct pdf_stock *stock)
{
    if (!stock) {
        return;
    }
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        g_clear_pointer(&stock->bases[face], byte_font_release);
    }
    g_hash_table_destroy(stock->kept->by_key);
    g_mutex_clear(&stock->kept->mutex);
    g_free(stock->kept);
    g_free(stock);
}

const struct fonts *pdf_stock_fonts(const struct pdf_stock *stock)
{
    return stock->fonts;
}

/* The caller releases; NULL where none is kept. */
static struct byte_font *kept_find(struct kept_fonts *kept, const struct font_key *key)
{
    g_mutex_lock(&kept->mutex);
    struct byte_font *font = g_hash_table_lookup(kept->by_key, key);
    if (font) {
        g_atomic_rc_box_acquire(font);
    }
    g_mutex_unlock(&kept->mutex);
    return font;
}

/* Two threads may have made the same: either will do. */
static void kept_add(struct kept_fonts *kept, const struct font_key *key, struct byte_font *font)
{
    g_mutex_lock(&kept->mutex);
    if (g_hash_table_size(kept->by_key) < KEPT_MAX) {
        g_hash_table_replace(kept->by_key, g_memdup2(key, sizeof *key),
                             g_atomic_rc_box_acquire(font));
    }
    g_mutex_unlock(&kept->mutex);
}

/* The caller releases. */
static struct byte_font *byte_font_get(const struct pdf_stock *stock, enum font_face face,
                                       const bool bytes[BYTE_COUNT], GError **error)
{
    struct font_key key = {.face = face};
    bool is_base = true;
    for (uint32_t byte = 0; byte < BYTE_COUNT; byte++) {
        if (bytes[byte] && !stock->bases[face]->has[byte]) {
            key.bits[byte / 32] |= UINT32_C(1) << byte % 32;
            is_base = false;
        }
    }
    if (is_base) {
        return g_atomic_rc_box_acquire(stock->bases[face]);
    }
    struct byte_font *font = kept_find(stock->kept, &key);
    if (!font) {
        font = byte_font_new(stock->fonts, face, bytes, error);
        if (font) {
            kept_add(stock->kept, &key, font);
        }
    }
    return font;
}

HPDF_Dict pdf_stock_embed_bytes(const struct pdf_stock *stock, enum font_face face,
                                const bool bytes[BYTE_COUNT], HPDF_Doc document, GError **error)
{
    struct byte_font *font = byte_font_get(stock, face, bytes, error);
    if (!font) {
        return NULL;
    }
    HPDF_Dict embedded = font_embed(document, font->entries, font->descriptor, &font->program);
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

HPDF_Dict pdf_stock_embed_others(const struct pdf_stock *stock, enum font_face face,
                                 const GArray *characters, HPDF_Doc document, GError **error)
{
    g_auto(program) program = {NULL, NULL};
    g_autofree uint16_t *glyphs = g_new(uint16_t, characters->len);
    if (!program_make(&program, stock->fonts, face, characters, glyphs, PDF_EFFORT_QUICK, error)) {
        return NULL;
    }
    g_autofree char *entries = numbered_entries(stock->fonts, face, characters);
    g_autofree char *described =
        descriptor_entries(stock->fonts, face, other_names[face], SYMBOLIC);
    g_autoptr(GBytes) glyph_map = glyph_map_new(glyphs, characters->len);
    HPDF_Dict numbered = font_embed(document, entries, described, &program);
    pdf_object_refer(numbered, "CIDToGIDMap", pdf_object_stream_new(document, "", glyph_map));

    /* What the pages name, which refers to it. */
    g_autofree char *named = g_strdup_printf(
        "/Type /Font\n/Subtype /Type0\n/BaseFont /%s\n/Encoding /Identity-H\n", other_names[face]);
    g_autoptr(GBytes) map = unicode_map_new(characters);
    HPDF_Dict font = pdf_object_new(document, named);
    pdf_object_refer_array(font, "DescendantFonts", numbered);
    pdf_object_refer(font, "ToUnicode", pdf_object_stream_new(document, "", map));
    return font;
}
