#include <string.h>

#include "engine/core/near.h"
#include "engine/store/rows.h"
#include "importers/row.h"
#include "importers/text/lines.h"

/* partners.csv and rates.csv: who is paid, and how much an hour. */

/* ---- whom to pay and reach ----------------------------------------------------------------------- */

static const char digits[] = "0123456789";

bool payee_bsb_is_formed(const char *text)
{
    size_t first = strspn(text, digits);
    return (first == 6 && text[6] == '\0') ||
           (first == 3 && text[3] == '-' && strlen(text) == 7 && strspn(text + 4, digits) == 3);
}

/* A spreadsheet that takes a BSB for a number drops its leading zero. */
const char *payee_bsb_mend(GStringChunk *texts, const char *text)
{
    g_autofree char *kept = text_without(text, " -");
    size_t count = strspn(kept, digits);
    if (kept[count] != '\0' || count < 5 || count > 6) {
        return NULL;
    }
    return count == 5 ? "is its leading 0 lost?"
                      : issue_print(texts, "write %.3s-%s", kept, kept + 3);
}

bool payee_account_is_formed(const char *text)
{
    size_t length = strlen(text);
    return length <= 9 && strspn(text, "0123456789-") == length && strpbrk(text, digits);
}

/* Words of ASCII letters, digits and the inner marks, joined by single points: their number, or 0
 * where it is none. */
static int words_joined(const char *text, size_t length, const char *inner)
{
    int words = 0;
    bool open = false; /* a word has begun, and may end here */
    for (size_t i = 0; i < length; i++) {
        const bool plain = g_ascii_isalnum(text[i]);
        if (text[i] == '.' ? !open : !plain && (i == 0 || !strchr(inner, text[i]))) {
            return 0;
        }
        words += text[i] != '.' && !open;
        open = text[i] != '.';
    }
    return open ? words : 0;
}

/* Of two labels or more; the last begins with a letter, for a number would be a machine's. */
static bool domain_is_formed(const char *domain)
{
    const char *last = strrchr(domain, '.');
    return strlen(domain) <= 253 && words_joined(domain, strlen(domain), "-") >= 2 &&
           g_ascii_isalpha(last[1]) && !strstr(domain, "-.") && !strstr(domain, ".-") &&
           !g_str_has_suffix(domain, "-");
}

/* Nothing that a header, a link or a mail server reads as more than one plain address: no quotes,
 * comments, %, !, ?, & or :, and no letter that only looks like one. */
bool payee_email_is_formed(const char *text)
{
    enum { NAME_BYTES_MAX = 64 };
    const size_t length = strcspn(text, "@");
    return length <= NAME_BYTES_MAX && text[length] == '@' &&
           words_joined(text, length, "_'+-") > 0 && domain_is_formed(text + length + 1);
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

static void area_issue(struct row *row, int column, const char *area)
{
    const struct reading *reading = row->reading;
    const char *near =
        near_find(area, (const char *const *)reading->area_names->pdata, reading->area_names->len);
    near = near ? near : area_by_ending(reading->area_names, area);
    row_issue(row, column, ISSUE_UNKNOWN_AREA,
              issue_print(row->texts, "an area of areas.csv, which \"%s\" is not",
                          issue_mask(row->texts, area)),
              issue_near_mend(row->texts, near));
}

/* The ids in order, joined by ';'. */
static void areas_read(struct row *row, int column, void *field)
{
    const char **areas = field;
    g_auto(GStrv) ids = g_strsplit(*areas, ";", -1);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    bool repeated = false;
    for (size_t i = 0; ids[i]; i++) {
        g_strstrip(ids[i]);
        if (*ids[i] == '\0') {
            continue; /* "AU-NSW;" */
        }
        if (!g_ptr_array_find_with_equal_func(row->reading->area_names, ids[i], g_str_equal,
                                              NULL)) {
            area_issue(row, column, ids[i]);
        }
        repeated |= g_ptr_array_find_with_equal_func(sorted, ids[i], g_str_equal, NULL);
        g_ptr_array_add(sorted, ids[i]);
    }
    if (sorted->len == 0) {
        row_issue(row, column, ISSUE_BLANK_VALUE, NULL, NULL);
    }
    if (repeated) {
        row_issue(row, column, ISSUE_REPEATED_AREA, NULL, NULL);
    }
    g_ptr_array_sort(sorted, text_compare);
    g_ptr_array_add(sorted, NULL);
    g_autofree char *joined = g_strjoinv(";", (char **)sorted->pdata);
    *areas = issue_print(row->texts, "%s", joined);
}

/* ---- columns ------------------------------------------------------------------------------------- */

static void abn_read(struct row *row, int column, void *field)
{
    const char **abn = field;
    g_autofree char *compact = text_without(*abn, " ");
    *abn = issue_print(row->texts, "%s", compact);
    if (strcmp(compact, row->reading->company_abn) == 0) {
        row_issue(row, column, ISSUE_COMPANY_ABN, NULL, NULL);
    }
}

const char *const payee_states[] = {"ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA", NULL};

static void state_check(struct row *row, int column, void *field)
{
    static const char *const names[] = {"Australian Capital Territory",
                                        "New South Wales",
                                        "Northern Territory",
                                        "Queensland",
                                        "South Australia",
                                        "Tasmania",
                                        "Victoria",
                                        "Western Australia"};
    enum { STATES = G_N_ELEMENTS(names) };
    const char *state = *(const char **)field;
    if (g_strv_contains(payee_states, state)) {
        return;
    }
    const char *near = near_find(state, payee_states, STATES);
    const char *name = near_find(state, names, STATES);
    for (size_t i = 0; i < STATES && name; i++) {
        near = strcmp(names[i], name) == 0 ? payee_states[i] : near;
    }
    row_issue(row, column, ISSUE_BAD_CHOICE, PAYEE_STATES_TEXT, issue_near_mend(row->texts, near));
}

static void timezone_read(struct row *row, int column, void *field)
{
    const char **timezone = field;
    *timezone = row_timezone_check(row, column, *timezone) ? *timezone : "";
}

#define TEXT(name, need, ...)                                                                      \
    FIELD_AS(#name, struct partner_row, supplier.name, need, VALUE_TEXT, .most = __VA_ARGS__)
#define DAY(name, field, ...) FIELD_AS(name, struct partner_row, field, OPTIONAL, __VA_ARGS__)
#define WORD(name, list) FIELD(struct partner_row, name, OPTIONAL, VALUE_WORD, .words = (list))
#define ANSWER(name) WORD(name, words_answer)
static const struct input_column columns[] = {
    FIELD_AS("partner_id", struct partner_row, supplier.partner_id, FILLED, VALUE_PARTNER_ID),
    TEXT(legal_name, FILLED, 200, .check = row_name_check),
    TEXT(trading_name, OPTIONAL, 200, .check = row_name_check),
    TEXT(abn, HEADING, 60, .check = abn_read),
    DAY("gst_from", gst.from, VALUE_DAY_TO,
        .blank_says = "that the partner is not registered for GST"),
    DAY("gst_to", gst.to, VALUE_LAST_DAY),
    DAY("agreement_from", agreement.from, VALUE_DAY_TO, .blank_says = "that there is no agreement"),
    DAY("agreement_to", agreement.to, VALUE_LAST_DAY),
    TEXT(agreement_ref, OPTIONAL, 60),
    TEXT(email, OPTIONAL, 200, .formed = payee_email_is_formed, .code = ISSUE_BAD_EMAIL),
    TEXT(address_line_1, OPTIONAL, 200),
    TEXT(address_line_2, OPTIONAL, 200),
    TEXT(suburb, OPTIONAL, 200),
    TEXT(state, OPTIONAL, 60, .of_list = true, .check = state_check),
    TEXT(postcode, OPTIONAL, 60),
    FIELD(struct partner_row, timezone, FILLED, VALUE_TEXT, .of_list = true, .most = 200,
          .check = timezone_read),
    FIELD(struct partner_row, areas, FILLED, VALUE_TEXT, .of_list = true, .most = 1000,
          .check = areas_read),
    TEXT(bsb, OPTIONAL, 0, .formed = payee_bsb_is_formed, .code = ISSUE_BAD_BSB),
    TEXT(account_number, OPTIONAL, 0, .formed = payee_account_is_formed,
         .code = ISSUE_BAD_ACCOUNT_NUMBER),
    TEXT(account_name, OPTIONAL, 200, .check = row_name_check),
    DAY("active_from", active.from, VALUE_DAY_FROM),
    DAY("active_to", active.to, VALUE_LAST_DAY),
    DAY("agreement_covers_from", agreement_covers_from, VALUE_DAY_FROM),
    ANSWER(agreement_setoff),
    WORD(entity_type, words_entity_type),
    ANSWER(super),
    ANSWER(einvoice),
};

/* A bad row is known to be there, so that no other file complains of the partner. */
static void partner_check(struct row *row, void *fields)
{
    const struct partner_row *partner = fields;
    if (*partner->supplier.partner_id) {
        partner_book_add(row->reading->partners, partner->supplier.partner_id,
                         *partner->timezone ? partner->timezone : NULL, partner->active,
                         row->issue_count == 0);
    }
}

const struct input_table partners_table = {TABLE(columns, struct partner_row), .partner_column = 0,
                                           .key_column = 0, .check = partner_check};

/* ---- rates.csv ----------------------------------------------------------------------------------- */

static void hourly_rate_read(struct row *row, int column, void *field)
{
    hourly_rate *rate = field;
    if (row_cents_read(row, column, false, &rate->cents_per_hour) &&
        (rate->cents_per_hour < 1 || rate->cents_per_hour > HOURLY_RATE_MAX_CENTS)) {
        row_issue(row, column, ISSUE_RATE_OUT_OF_RANGE, NULL, NULL);
    }
}

enum { RATE_EFFECTIVE_FROM = 2 };
static const struct input_column rate_columns[] = {
    FIELD(struct rate_row, partner_id, FILLED, VALUE_PERIOD_PARTNER),
    FIELD(struct rate_row, kind, FILLED, VALUE_WORD, .words = words_rate_kind),
    [RATE_EFFECTIVE_FROM] = FIELD(struct rate_row, effective_from, FILLED, VALUE_DAY_FROM),
    FIELD(struct rate_row, hourly_rate, FILLED, VALUE_OWN, .check = hourly_rate_read),
};

const struct input_table rates_table = {TABLE(rate_columns, struct rate_row), .partner_column = 0,
                                        .key_column = RATE_EFFECTIVE_FROM};
