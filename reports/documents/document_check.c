#include <string.h>

#include "reports/documents/document_parts.h"

/* A document that lacks a must item is none and cannot be repaired by another: it is better not
 * written. Most of this is also seen to before (M3); here it is proved of what is drawn. */

G_DEFINE_QUARK(rcti_pdf_error, rcti_pdf_error)

bool document_refuse(const struct supplier *supplier, const char *what, GError **error)
{
    g_set_error(error, RCTI_PDF_ERROR, RCTI_PDF_ERROR_INCOMPLETE, "%s: document not written: %s",
                supplier->partner_id, what);
    return false;
}

/* Nothing to see: white space of any kind, or of no width. What is no UTF-8 is looked at later. */
bool document_is_blank(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL)) {
        return false;
    }
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        if (!g_unichar_isspace(character) && !g_unichar_iszerowidth(character)) {
            return false;
        }
    }
    return true;
}

static bool is_abn(const char *text)
{
    return strlen(text) == 11 && strspn(text, "0123456789") == 11;
}

const char *document_hash_find(const char *result_hash)
{
    return strspn(result_hash, "0123456789abcdef") < 16 ? "the hash of the result is missing"
                                                        : NULL;
}

const char *document_parties_find(const struct supplier *supplier,
                                  const struct report_company *company)
{
    if (document_is_blank(supplier->legal_name)) {
        return "the supplier's legal name is blank";
    }
    if (!is_abn(supplier->abn)) {
        return "the supplier's ABN is not 11 digits";
    }
    if (document_is_blank(company->legal_name)) {
        return "the recipient's legal name is blank";
    }
    if (!is_abn(company->abn)) {
        return "the recipient's ABN is not 11 digits";
    }
    if (document_is_blank(company->address_line_1) || document_is_blank(company->suburb)) {
        return "the recipient's address is blank";
    }
    return NULL;
}

/* What a document comes to beyond the one that it replaces, which is settled already. */
static money beyond_replaced(const struct partner_report *report)
{
    return money_subtract(report->row.totals.total, report->replaces_total);
}

const char *document_payment_find(const struct partner_report *report)
{
    money owed = money_add(report->carried_in, beyond_replaced(report));
    for (size_t i = 0; i < report->adjustment_count; i++) {
        owed = money_add(owed, report->adjustments[i]->difference.total);
    }
    for (size_t i = 0; i < report->late_count; i++) {
        owed = money_add(owed, beyond_replaced(report->late[i].report));
    }
    if (report->row.payment.cents != MAX(owed.cents, 0) ||
        report->carried_out.cents != MIN(owed.cents, 0)) {
        return "the payment is not what its documents and the amount carried forward add up to";
    }
    return NULL;
}

bool document_texts_are_utf8(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!g_utf8_validate(texts[i], -1, NULL)) {
            return false;
        }
    }
    return true;
}

/* ---- what the font can show ---- */

static uint32_t first_missing(const struct fonts *fonts, const char *const *texts, size_t count)
{
    uint32_t missing = 0;
    for (size_t i = 0; i < count && missing == 0; i++) {
        missing = fonts_missing_character(fonts, texts[i]);
    }
    return missing;
}

/* What the document shows of the supplier that is not digits or an id. */
struct supplier_text {
    const char *column; /* of partners.csv */
    const char *text;
};

/* {NULL, NULL}: all can be shown. */
static struct supplier_text supplier_text_missing(const struct fonts *fonts,
                                                  const struct supplier *supplier)
{
    const struct supplier_text texts[] = {
        {"legal_name", supplier->legal_name},
        {"trading_name", supplier->trading_name},
        {"address_line_1", supplier->address_line_1},
        {"address_line_2", supplier->address_line_2},
        {"suburb", supplier->suburb},
        {"state", supplier->state},
        {"postcode", supplier->postcode},
        {"account_name", supplier->account_name},
        {"agreement_ref", supplier->agreement_ref},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (fonts_missing_character(fonts, texts[i].text) != 0) {
            return texts[i];
        }
    }
    return (struct supplier_text){NULL, NULL};
}

uint32_t rcti_pdf_missing_character(const struct fonts *fonts, const struct supplier *supplier)
{
    const struct supplier_text found = supplier_text_missing(fonts, supplier);
    return found.text == NULL ? 0 : fonts_missing_character(fonts, found.text);
}

const char *rcti_pdf_missing_column(const struct fonts *fonts, const struct supplier *supplier)
{
    return supplier_text_missing(fonts, supplier).column;
}

static uint32_t company_missing_character(const struct fonts *fonts,
                                          const struct report_company *company)
{
    const char *const texts[] = {
        company->legal_name, company->address_line_1, company->address_line_2, company->suburb,
        company->state,      company->postcode,       company->agreement_text,
    };
    return first_missing(fonts, texts, G_N_ELEMENTS(texts));
}

bool document_glyphs_check(const struct fonts *fonts, const struct supplier *supplier,
                           const struct report_company *company, GError **error)
{
    const char *whose = supplier->partner_id;
    uint32_t missing = rcti_pdf_missing_character(fonts, supplier);
    if (missing == 0) {
        whose = "company.ini";
        missing = company_missing_character(fonts, company);
    }
    if (missing != 0) {
        g_set_error(error, RCTI_PDF_ERROR, RCTI_PDF_ERROR_GLYPH,
                    "%s: the documents' font cannot show U+%04X", whose, missing);
    }
    return missing == 0;
}
