#include <string.h>

#include "engine/core/near.h"
#include "importers/row.h"
#include "importers/text/zone.h"

enum {
    PARTNER_ID,
    LEGAL_NAME,
    TRADING_NAME,
    ABN,
    GST_FROM,
    GST_TO,
    AGREEMENT_FROM,
    AGREEMENT_TO,
    AGREEMENT_REF,
    EMAIL,
    ADDRESS_LINE_1,
    ADDRESS_LINE_2,
    SUBURB,
    STATE,
    POSTCODE,
    TIMEZONE,
    AREAS,
    BSB,
    ACCOUNT_NUMBER,
    ACCOUNT_NAME,
    ACTIVE_FROM,
    ACTIVE_TO,
    COLUMN_COUNT
};

static const struct csv_column columns[COLUMN_COUNT] = {
    {"partner_id", true},      {"legal_name", true},
    {"trading_name", false},   {"abn", true},
    {"gst_from", false},       {"gst_to", false},
    {"agreement_from", false}, {"agreement_to", false},
    {"agreement_ref", false},  {"email", false},
    {"address_line_1", false}, {"address_line_2", false},
    {"suburb", false},         {"state", false},
    {"postcode", false},       {"timezone", true},
    {"areas", true},           {"bsb", false},
    {"account_number", false}, {"account_name", false},
    {"active_from", false},    {"active_to", false},
};

enum { NAME_CHARACTERS = 200, AREAS_CHARACTERS = 1000, SHORT_CHARACTERS = 60 };

static void names_read(struct row *row, struct supplier *supplier)
{
    supplier->legal_name = row_text_required(row, LEGAL_NAME, NAME_CHARACTERS);
    supplier->trading_name = row_text(row, TRADING_NAME, NAME_CHARACTERS);
    supplier->agreement_ref = row_text(row, AGREEMENT_REF, SHORT_CHARACTERS);
    supplier->address_line_1 = row_text(row, ADDRESS_LINE_1, NAME_CHARACTERS);
    supplier->address_line_2 = row_text(row, ADDRESS_LINE_2, NAME_CHARACTERS);
    supplier->suburb = row_text(row, SUBURB, NAME_CHARACTERS);
    supplier->state = row_text(row, STATE, SHORT_CHARACTERS);
    supplier->postcode = row_text(row, POSTCODE, SHORT_CHARACTERS);
    supplier->email = row_text(row, EMAIL, NAME_CHARACTERS);
    if (*supplier->email && !payee_email_is_formed(supplier->email)) {
        row_issue(row, EMAIL, ISSUE_BAD_EMAIL, NULL, NULL);
    }
}

static void account_read(struct row *row, struct supplier *supplier)
{
    supplier->bsb = row_value(row, BSB);
    if (*supplier->bsb && !payee_bsb_is_formed(supplier->bsb)) {
        char mend[PAYEE_MEND_SIZE];
        row_issue(row, BSB, ISSUE_BAD_BSB, NULL, payee_bsb_mend(supplier->bsb, mend));
    }
    supplier->account_number = row_value(row, ACCOUNT_NUMBER);
    if (*supplier->account_number && !payee_account_is_formed(supplier->account_number)) {
        row_issue(row, ACCOUNT_NUMBER, ISSUE_BAD_ACCOUNT_NUMBER, NULL, NULL);
    }
    supplier->account_name = row_text(row, ACCOUNT_NAME, NAME_CHARACTERS);
}

/* ---- whom to pay and reach ----------------------------------------------------------------------- */

static const char digits[] = "0123456789";

char *payee_abn_compact(const char *text)
{
    GString *compact = g_string_new(NULL);
    for (const char *at = text; *at; at++) {
        if (*at != ' ') {
            g_string_append_c(compact, *at);
        }
    }
    return g_string_free(compact, FALSE);
}

bool payee_bsb_is_formed(const char *text)
{
    size_t length = strlen(text);
    if (length == 7) {
        return strspn(text, digits) == 3 && text[3] == '-' && strspn(text + 4, digits) == 3;
    }
    return length == 6 && strspn(text, digits) == 6;
}

/* A spreadsheet that takes a BSB for a number drops its leading zero. */
const char *payee_bsb_mend(const char *text, char mend[PAYEE_MEND_SIZE])
{
    char kept[8];
    size_t count = 0;
    for (const char *at = text; *at; at++) {
        if (!strchr(" -", *at)) {
            if (!strchr(digits, *at) || count == 6) {
                return NULL;
            }
            kept[count++] = *at;
        }
    }
    if (count == 5) {
        return "is its leading 0 lost?";
    }
    if (count != 6) {
        return NULL;
    }
    kept[count] = '\0';
    g_snprintf(mend, PAYEE_MEND_SIZE, "write %.3s-%s", kept, kept + 3);
    return mend;
}

bool payee_account_is_formed(const char *text)
{
    size_t length = strlen(text);
    return length <= 9 && strspn(text, "0123456789-") == length && strpbrk(text, digits);
}

bool payee_email_is_formed(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && at[1] != '\0' && !strchr(at + 1, '@') && !strpbrk(text, " ,;<>") &&
           !strchr("=+-", text[0]);
}

/* ---- areas --------------------------------------------------------------------------------------- */

/* The one area whose id ends so: "NSW" for AU-NSW. */
static const char *area_by_ending(const GPtrArray *areas, const char *ending)
{
    const char *found = NULL;
    size_t length = strlen(ending);
    for (size_t i = 0; i < areas->len; i++) {
        const char *area = g_ptr_array_index(areas, i);
        const char *rest = area + MAX(strlen(area), length) - length;
        if (rest > area && rest[-1] == '-' && g_ascii_strcasecmp(rest, ending) == 0) {
            if (found) {
                return NULL;
            }
            found = area;
        }
    }
    return found;
}

static void area_issue(struct row *row, const char *area)
{
    const struct reading *reading = row->table->reading;
    const char *near =
        near_find(area, (const char *const *)reading->area_names->pdata, reading->area_names->len);
    near = near ? near : area_by_ending(reading->area_names, area);
    g_autofree char *shown = issue_escape(area, strlen(area));
    g_autofree char *expected = g_strdup_printf("an area of areas.csv, which \"%s\" is not", shown);
    g_autofree char *mend = near ? g_strdup_printf("write %s", near) : NULL;
    row_issue(row, AREAS, ISSUE_UNKNOWN_AREA, expected, mend);
}

static int text_compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The ids in order, joined by ';'. The caller frees. */
static char *area_ids_read(struct row *row)
{
    g_auto(GStrv) ids = g_strsplit(row_text_required(row, AREAS, AREAS_CHARACTERS), ";", -1);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    for (size_t i = 0; ids[i]; i++) {
        g_strstrip(ids[i]);
        if (*ids[i] == '\0') {
            continue; /* "AU-NSW;" */
        }
        if (!g_hash_table_contains(row->table->reading->area_known, ids[i])) {
            area_issue(row, ids[i]);
        }
        g_ptr_array_add(sorted, ids[i]);
    }
    if (sorted->len == 0 && !row_is_blank(row, AREAS)) {
        row_issue(row, AREAS, ISSUE_BLANK_VALUE, NULL, NULL);
    }
    g_ptr_array_sort(sorted, text_compare);
    for (size_t i = 1; i < sorted->len; i++) {
        if (strcmp(g_ptr_array_index(sorted, i), g_ptr_array_index(sorted, i - 1)) == 0) {
            row_issue(row, AREAS, ISSUE_REPEATED_AREA, NULL, NULL);
            break;
        }
    }
    g_ptr_array_add(sorted, NULL);
    return g_strjoinv(";", (char **)sorted->pdata);
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static const char *timezone_read(struct row *row)
{
    const char *timezone = row_text_required(row, TIMEZONE, NAME_CHARACTERS);
    if (*timezone && !zone_clock(timezone)) {
        g_autofree char *mend = zone_mend(timezone);
        row_issue(row, TIMEZONE, ISSUE_UNKNOWN_ZONE, NULL, mend);
        return NULL;
    }
    return *timezone ? timezone : NULL;
}

static bool partner_read(struct row *row, GError **error)
{
    struct partner_row partner = {.source.line = row->line};
    partner.supplier.partner_id = row_partner_id(row, PARTNER_ID);
    if (*partner.supplier.partner_id == '\0') {
        row_issue(row, PARTNER_ID, ISSUE_BLANK_VALUE, NULL, NULL);
    }
    g_autofree char *abn = payee_abn_compact(row_text_required(row, ABN, SHORT_CHARACTERS));
    const char *timezone = timezone_read(row);
    g_autofree char *areas = area_ids_read(row);
    partner.supplier.abn = abn;
    partner.timezone = timezone;
    partner.areas = areas;
    names_read(row, &partner.supplier);
    partner.gst = row_day_range(row, GST_FROM, GST_TO, DAY_UNBOUNDED_TO);
    partner.agreement = row_day_range(row, AGREEMENT_FROM, AGREEMENT_TO, DAY_UNBOUNDED_TO);
    partner.active = row_day_range(row, ACTIVE_FROM, ACTIVE_TO, DAY_UNBOUNDED_FROM);
    account_read(row, &partner.supplier);
    bool done = row->issue_count > 0 || row_stage(row, PARTNER_ID, &partner, error);
    if (partner_id_is_formed(partner.supplier.partner_id)) {
        partner_book_add(row->table->reading->partners, partner.supplier.partner_id, timezone,
                         partner.active, row->issue_count == 0);
    }
    return done;
}

bool partners_read(struct reading *reading, const char *path, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_PARTNERS,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = PARTNER_ID,
                          .key_column = NO_COLUMN,
                          .row_read = partner_read};
    bool incomplete = false;
    partner_book_begin(reading->partners);
    bool done = table_input_read(&table, path, &incomplete, error);
    if (incomplete) {
        partner_book_open(reading->partners);
    }
    return done;
}
