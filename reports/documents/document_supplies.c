#include <string.h>

#include "reports/documents/document_parts.h"

char *document_amount(char buffer[TEXT_SIZE], money amount)
{
    text_dollars(buffer, amount);
    char *sign = strchr(buffer, '$');
    if (sign != NULL) {
        memmove(sign, sign + 1, strlen(sign));
    }
    return buffer;
}

char *document_supply_description(enum rate_kind kind, struct period period, bool untaxed)
{
    char month[TEXT_SIZE];
    text_month_words(month, period);
    const char *what = kind == RATE_ADHOC ? "Ad hoc sessions" : "Consultant Partner hours";
    const char *why =
        untaxed ? "\nnot taxable: supplier not registered for GST on these dates" : "";
    return g_strdup_printf("%s, %s%s", what, month, why);
}

struct pdf_table document_supplies_table(struct pdf_page *page, bool with_gst)
{
    static const struct pdf_column taxed[] = {
        {"Description", PDF_WIDTH - 302.0f, PDF_ALIGN_LEFT},
        {"Hours", 46.0f, PDF_ALIGN_RIGHT},
        {"Rate\nper hour", 56.0f, PDF_ALIGN_RIGHT},
        {"Amount\nexcluding GST", 74.0f, PDF_ALIGN_RIGHT},
        {"GST", 54.0f, PDF_ALIGN_RIGHT},
        {"Amount\nincluding GST", 72.0f, PDF_ALIGN_RIGHT},
    };
    static const struct pdf_column untaxed[] = {
        {"Description", PDF_WIDTH - 230.0f, PDF_ALIGN_LEFT},
        {"Hours", 60.0f, PDF_ALIGN_RIGHT},
        {"Rate per hour", 80.0f, PDF_ALIGN_RIGHT},
        {"Amount", 90.0f, PDF_ALIGN_RIGHT},
    };
    return (struct pdf_table){page, PDF_LEFT, with_gst ? taxed : untaxed,
                              with_gst ? G_N_ELEMENTS(taxed) : G_N_ELEMENTS(untaxed), 9.0f};
}

void document_supply_draw(const struct pdf_table *table, const struct document_supply_row *row,
                          float kept)
{
    char hours[TEXT_SIZE];
    char rate[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char gst[TEXT_SIZE];
    char total[TEXT_SIZE];
    const char *const cells[] = {
        row->description,
        text_hours(hours, row->minutes.minutes),
        document_amount(rate, (money){row->hourly_rate.cents_per_hour}),
        document_amount(amount, row->amount),
        document_amount(gst, row->gst),
        document_amount(total, money_add(row->amount, row->gst)),
    };
    pdf_table_require(table, pdf_table_row_height(table, PDF_ROW_PLAIN, cells) + kept);
    pdf_table_row(table, PDF_ROW_PLAIN, cells);
}
