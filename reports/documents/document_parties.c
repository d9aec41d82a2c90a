#include "reports/documents/document_parts.h"
#include "reports/pdf/text.h"

static const struct pdf_style body = {FONT_REGULAR, 9.5f, PDF_BLACK};

struct party {
    const char *role;
    const char *legal_name;
    const char *trading_name;
    const char *abn;
    const char *address_line_1;
    const char *address_line_2;
    const char *suburb;
    const char *state;
    const char *postcode;
};

/* What is said of a party, from above to below. */
enum { PARTY_TEXTS_MAX = 6 };
struct party_texts {
    const struct pdf_style *styles[PARTY_TEXTS_MAX];
    char *texts[PARTY_TEXTS_MAX]; /* owned */
    size_t count;
};

static const struct pdf_style role_style = {FONT_BOLD, 9.0f, PDF_ACCENT};
static const struct pdf_style name_style = {FONT_BOLD, 11.0f, PDF_BLACK};
static const float below_role = 4.0f;

/* Takes the text; a blank one is not shown. */
static void party_text_add(struct party_texts *texts, const struct pdf_style *style, char *text)
{
    if (text[0] == '\0') {
        g_free(text);
        return;
    }
    texts->styles[texts->count] = style;
    texts->texts[texts->count++] = text;
}

static void address_add(struct party_texts *texts, const struct party *party)
{
    const size_t before = texts->count;
    char *town = g_strjoin(" ", party->suburb, party->state, party->postcode, NULL);
    const char *comma =
        party->address_line_1[0] != '\0' && party->address_line_2[0] != '\0' ? ", " : "";
    party_text_add(texts, &body,
                   g_strconcat(party->address_line_1, comma, party->address_line_2, NULL));
    party_text_add(texts, &body, g_strstrip(town));
    if (texts->count == before) {
        party_text_add(texts, &body, g_strdup("no address on file"));
    }
}

static void party_texts_fill(struct party_texts *texts, const struct party *party)
{
    char abn[TEXT_SIZE];
    *texts = (struct party_texts){.count = 0};
    party_text_add(texts, &role_style, g_strdup(party->role));
    party_text_add(texts, &name_style, g_strdup(party->legal_name));
    if (party->trading_name[0] != '\0') {
        party_text_add(texts, &body, g_strdup_printf("trading as %s", party->trading_name));
    }
    party_text_add(texts, &body, g_strdup_printf("ABN %s", text_abn(abn, party->abn)));
    address_add(texts, party);
}

static void party_texts_clear(struct party_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        g_free(texts->texts[i]);
    }
}

static float party_height(const struct pdf_page *page, const struct party_texts *texts, float width)
{
    float height = below_role;
    for (size_t i = 0; i < texts->count; i++) {
        height += pdf_text_height(pdf_page_fonts(page), texts->styles[i], width, texts->texts[i]);
    }
    return height;
}

/* From the cursor's height down; the cursor stays. */
static void party_draw(struct pdf_page *page, const struct party_texts *texts, float x, float width)
{
    const float top = pdf_page_y(page);
    for (size_t i = 0; i < texts->count; i++) {
        pdf_text_flow(page, texts->styles[i], x, width, texts->texts[i]);
        if (i == 0) {
            const float y = pdf_page_y(page) + 1.0f;
            pdf_page_line(page, x, y, x + width, y, 0.5f, PDF_RULE);
            pdf_page_skip(page, below_role);
        }
    }
    pdf_page_set_y(page, top);
}

void document_parties_draw(struct pdf_page *page, const struct supplier *s,
                           const struct report_company *c)
{
    const struct party supplier = {"Supplier", s->legal_name,     s->trading_name,
                                   s->abn,     s->address_line_1, s->address_line_2,
                                   s->suburb,  s->state,          s->postcode};
    const struct party recipient = {"Recipient", c->legal_name,     "",
                                    c->abn,      c->address_line_1, c->address_line_2,
                                    c->suburb,   c->state,          c->postcode};
    const float space = 24.0f;
    const float width = (PDF_WIDTH - space) / 2.0f;
    struct party_texts left;
    struct party_texts right;
    party_texts_fill(&left, &supplier);
    party_texts_fill(&right, &recipient);
    const float left_height = party_height(page, &left, width);
    const float right_height = party_height(page, &right, width);
    const float height = MAX(left_height, right_height);
    pdf_page_require(page, height); /* side by side, on one page */
    party_draw(page, &left, PDF_LEFT, width);
    party_draw(page, &right, PDF_LEFT + width + space, width);
    pdf_page_skip(page, height + 12.0f);
    party_texts_clear(&left);
    party_texts_clear(&right);
}
