#include "reports/pdf/pdf_stock.h"

#include <string.h>

#include "reports/pdf/pdf_font.h"

enum {
    BYTE_COUNT = 256,
    KEPT_MAX = 2048 /* fonts, of some 6 kB; names have far fewer sets of letters */
};

/* Which characters beyond the base, of which face. */
struct font_key {
    uint32_t bits[BYTE_COUNT / 32];
    uint32_t face;
};

struct kept_fonts {
    GMutex mutex;
    GHashTable *by_key; /* struct font_key -> struct pdf_byte_font, counted */
};

struct pdf_stock {
    const struct fonts *fonts;
    struct pdf_byte_font *bases[FONT_FACE_COUNT];
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

static void font_clear(gpointer data)
{
    pdf_byte_font_clear(data);
}

static void font_release(gpointer data)
{
    g_atomic_rc_box_release_full(data, font_clear);
}

static struct pdf_byte_font *font_new(const struct fonts *fonts, enum font_face face,
                                      const bool *more, GError **error)
{
    struct pdf_byte_font *font = g_atomic_rc_box_new0(struct pdf_byte_font);
    if (!pdf_byte_font_init(font, fonts, face, more, error)) {
        font_release(font);
        return NULL;
    }
    return font;
}

struct pdf_stock *pdf_stock_new(const struct fonts *fonts, GError **error)
{
    struct pdf_stock *stock = g_new0(struct pdf_stock, 1);
    stock->fonts = fonts;
    stock->kept = g_new0(struct kept_fonts, 1);
    stock->kept->by_key = g_hash_table_new_full(key_hash, key_equal, g_free, font_release);
    g_mutex_init(&stock->kept->mutex);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        stock->bases[face] = font_new(fonts, (enum font_face)face, NULL, error);
        if (stock->bases[face] == NULL) {
            pdf_stock_free(stock);
            return NULL;
        }
    }
    return stock;
}

void pdf_stock_free(struct pdf_stock *stock)
{
    if (stock == NULL) {
        return;
    }
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        g_clear_pointer(&stock->bases[face], font_release);
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

static struct pdf_byte_font *kept_find(struct kept_fonts *kept, const struct font_key *key)
{
    g_mutex_lock(&kept->mutex);
    struct pdf_byte_font *font = g_hash_table_lookup(kept->by_key, key);
    if (font != NULL) {
        g_atomic_rc_box_acquire(font);
    }
    g_mutex_unlock(&kept->mutex);
    return font;
}

/* Two threads may have made the same: either will do. */
static void kept_add(struct kept_fonts *kept, const struct font_key *key,
                     struct pdf_byte_font *font)
{
    g_mutex_lock(&kept->mutex);
    if (g_hash_table_size(kept->by_key) < KEPT_MAX) {
        g_hash_table_replace(kept->by_key, g_memdup2(key, sizeof *key),
                             g_atomic_rc_box_acquire(font));
    }
    g_mutex_unlock(&kept->mutex);
}

struct pdf_byte_font *pdf_stock_font_get(const struct pdf_stock *stock, enum font_face face,
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
    struct pdf_byte_font *font = kept_find(stock->kept, &key);
    if (font == NULL) {
        font = font_new(stock->fonts, face, bytes, error);
        if (font != NULL) {
            kept_add(stock->kept, &key, font);
        }
    }
    return font;
}

void pdf_stock_font_release(struct pdf_byte_font *font)
{
    font_release(font);
}
