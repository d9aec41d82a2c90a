#include "reports/tables/direct_entry.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/core/money.h"
#include "reports/output_file.h"

enum {
    RECORD_CHARACTERS = 120,
    BSB_DIGITS = 6,
    ACCOUNT_DIGITS = 9,
    USER_ID_DIGITS = 6,
    TITLE_CHARACTERS = 32, /* of an account; the longest name */
    REFERENCE_CHARACTERS = 18
};

/* As the file has it. */
struct bank_account {
    char bsb[BSB_DIGITS + 2]; /* 062-000 */
    char number[ACCOUNT_DIGITS + 1];
};

struct direct_entry_file {
    GString *records;
    const struct direct_entry *payer;
    struct bank_account account; /* the payer's */
};

enum { LINES_MAX = 999999 };
static const int64_t cents_max = 9999999999; /* 10 digits */

static const char digits[] = "0123456789";
static const char debit_code[] = "13"; /* "externally initiated debit" */

G_DEFINE_QUARK(direct - entry - error - quark, direct_entry_error)

#define REFUSAL_ROW(code, text) {#code, text},
const struct payment_refusal_words payment_refusals[PAYMENT_REFUSAL_COUNT] = {
    PAYMENT_REFUSAL_TABLE(REFUSAL_ROW)};
#undef REFUSAL_ROW

/* ---- the bank's characters ------------------------------------------------------------------- */

/* Capitals that do not fall apart into a Latin letter and its marks. */
struct letter {
    gunichar capital;
    const char *latin;
};
static const struct letter
    letters[] = {{0x00C6, "AE"}, {0x00D0, "D"},  {0x00D8, "OE"}, {0x00DE, "TH"},
                 {0x00DF, "SS"}, /* as a small letter: it has no capital of one character */
                 {0x0110, "D"},  {0x0126, "H"},  {0x013F, "L"},  {0x0141, "L"},
                 {0x014A, "N"},  {0x0152, "OE"}, {0x0166, "T"},  {0x018F, "E"},
                 {0x02BB, "'"},  {0x02BC, "'"},  {0x0402, "D"},  {0x0404, "IE"},
                 {0x0405, "DZ"}, {0x0406, "I"},  {0x0408, "J"},  {0x0409, "LJ"},
                 {0x040A, "NJ"}, {0x040B, "C"},  {0x040F, "DZ"}, {0x0490, "G"},
                 {0x1E9E, "SS"}};

/* The alphabets, from GREEK_ALPHA and CYRILLIC_A on; NULL is no letter, or one with a mark. */
static const char *const greek[] = {"A", "V", "G", "D", "E",  "Z",  "I", "TH", "I",
                                    "K", "L", "M", "N", "X",  "O",  "P", "R",  NULL,
                                    "S", "T", "Y", "F", "CH", "PS", "O"};
static const char *const cyrillic[] = {
    "A", "B", "V", "G", "D", "E",  "ZH", "Z",  "I",  NULL,   "K",  "L", "M", "N", "O",  "P",
    "R", "S", "T", "U", "F", "KH", "TS", "CH", "SH", "SHCH", "IE", "Y", "",  "E", "IU", "IA"};

enum {
    GREEK_ALPHA = 0x0391,
    GREEK_OMICRON = 0x039F,
    GREEK_UPSILON = 0x03A5, /* Y, but U after an O */
    CYRILLIC_A = 0x0410
};

/* NULL where it has none. */
static const char *letter_find(gunichar capital)
{
    if (capital >= GREEK_ALPHA && capital < GREEK_ALPHA + G_N_ELEMENTS(greek)) {
        return greek[capital - GREEK_ALPHA];
    }
    if (capital >= CYRILLIC_A && capital < CYRILLIC_A + G_N_ELEMENTS(cyrillic)) {
        return cyrillic[capital - CYRILLIC_A];
    }
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        if (letters[i].capital == capital) {
            return letters[i].latin;
        }
    }
    return NULL;
}

/* In ASCII; any character of it. */
static GString *plain_new(const char *text)
{
    GString *plain = g_string_new(NULL);
    g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT);
    gunichar before = 0;
    for (const char *at = apart ? apart : ""; *at != '\0'; at = g_utf8_next_char(at)) {
        if (g_unichar_type(g_utf8_get_char(at)) == G_UNICODE_NON_SPACING_MARK) {
            continue;
        }
        gunichar character = g_unichar_toupper(g_utf8_get_char(at));
        const char *latin = character < 0x80 ? NULL : letter_find(character);
        if (character < 0x80) {
            g_string_append_c(plain, (char)character);
        } else if (character == GREEK_UPSILON && before == GREEK_OMICRON) {
            g_string_append_c(plain, 'U');
        } else if (latin) {
            g_string_append(plain, latin);
        } else {
            /* GLib's own tables know the signs: quotes, dashes, dots; what they do not know is '?'. */
            char one[8] = {0};
            g_unichar_to_utf8(character, one);
            g_autofree char *ascii = g_str_to_ascii(one, "C");
            g_string_append(plain, ascii);
        }
        before = character;
    }
    return plain;
}

char *bank_text(char *buffer, size_t width, const char *text)
{
    g_autoptr(GString) plain = plain_new(text);
    size_t length = 0;
    bool space = false; /* one is due before the next character */
    for (const char *at = plain->str; *at != '\0'; at++) {
        char character = g_ascii_toupper(*at);
        bool shown = g_ascii_isalnum(character) || (length > 0 && strchr("-./&'", character));
        if (!shown) {
            space = length > 0;
            continue;
        }
        if (length + (space ? 2 : 1) > width) {
            break;
        }
        if (space) {
            buffer[length++] = ' ';
        }
        buffer[length++] = character;
        space = false;
    }
    buffer[length] = '\0';
    return buffer;
}

/* ---- records ------------------------------------------------------------------------------- */

/* 120 characters and a CRLF: a format's fields are as wide as the layout's. */
static void G_GNUC_PRINTF(2, 3) put_record(GString *records, const char *format, ...)
{
    const gsize before = records->len;
    va_list fields;
    va_start(fields, format);
    g_string_append_vprintf(records, format, fields);
    va_end(fields);
    CHECK(records->len == before + RECORD_CHARACTERS + 2);
}

/* Type 0: who pays, when. Positions 2-18 stay blank: that is the standard's, and one large bank
 * refuses files with its user's account there. */
static void put_head(const struct direct_entry_file *file)
{
    const struct direct_entry *payer = file->payer;
    const struct civil date = day_to_civil(payer->processing_date);
    char name[TITLE_CHARACTERS + 1];
    char description[TITLE_CHARACTERS + 1];
    put_record(file->records, "0%17s01%s%7s%-26s%06" PRIu64 "%-12s%02d%02d%02d%40s\r\n", "",
               payer->institution, "", bank_text(name, 26, payer->user_name),
               (uint64_t)g_ascii_strtoull(payer->direct_entry_user_id, NULL, 10),
               bank_text(description, 12, payer->description), date.day, date.month,
               date.year % 100, "");
}

/* Type 1: one payment, or the debit that balances them; amount is 0.01 to 99,999,999.99, title and
 * reference are bank_text of 32 and 18. The zeros are tax withheld from interest and dividends. */
static void put_line(const struct direct_entry_file *file, const struct bank_account *account,
                     const char *transaction_code, money amount, const char *title,
                     const char *reference)
{
    char remitter[TITLE_CHARACTERS + 1];
    put_record(file->records, "1%s%9s %s%010" PRId64 "%-32s%-18s%s%9s%-16s00000000\r\n",
               account->bsb, account->number, transaction_code, amount.cents, title, reference,
               file->account.bsb, file->account.number,
               bank_text(remitter, 16, file->payer->remitter));
}

/* ---- accounts -------------------------------------------------------------------------------- */

/* The caller frees. */
static char *without_hyphens(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit(text, "-", -1);
    return g_strjoinv("", pieces);
}

/* PAYMENT_REFUSAL_COUNT: nothing is wrong. */
static enum payment_refusal bsb_read(const char *text, struct bank_account *account)
{
    size_t length = strlen(text);
    bool hyphen = length == BSB_DIGITS + 1 && text[3] == '-';
    if ((!hyphen && length != BSB_DIGITS) || strspn(text, digits) < 3 ||
        strspn(text + length - 3, digits) != 3) {
        return PAYMENT_BAD_BSB;
    }
    snprintf(account->bsb, sizeof account->bsb, "%.3s-%.3s", text, text + length - 3);
    return PAYMENT_REFUSAL_COUNT;
}

/* Some banks take digits alone, so hyphens, which are only for the eye, go. */
static enum payment_refusal account_number_read(const char *text, struct bank_account *account)
{
    g_autofree char *number = without_hyphens(text);
    const size_t length = strlen(number);
    if (strspn(number, digits) < length) {
        return PAYMENT_BAD_ACCOUNT_NUMBER;
    }
    if (length > ACCOUNT_DIGITS) {
        return PAYMENT_ACCOUNT_TOO_LONG;
    }
    g_strlcpy(account->number, number, sizeof account->number);
    return strspn(number, "0") == length ? PAYMENT_BAD_ACCOUNT_NUMBER : PAYMENT_REFUSAL_COUNT;
}

static enum payment_refusal account_read(const char *bsb, const char *number,
                                         struct bank_account *ret_account)
{
    if (bsb[0] == '\0' || number[0] == '\0') {
        return PAYMENT_NO_BANK_DETAILS;
    }
    enum payment_refusal refusal = bsb_read(bsb, ret_account);
    return refusal == PAYMENT_REFUSAL_COUNT ? account_number_read(number, ret_account) : refusal;
}

/* ---- the file -------------------------------------------------------------------------------- */

static void payment_write(const struct direct_entry_file *file, const struct payment_row *payment,
                          const struct bank_account *account)
{
    char title[TITLE_CHARACTERS + 1] = "";
    char number[64];
    const char *names[] = {payment->supplier.account_name, payment->supplier.legal_name,
                           payment->supplier.partner_id};
    for (size_t i = 0; i < G_N_ELEMENTS(names) && title[0] == '\0'; i++) {
        bank_text(title, TITLE_CHARACTERS, names[i]);
    }
    CHECK(strlen(payment->reference) < sizeof number);
    bank_text(number, sizeof number - 1, payment->reference);
    if (strlen(number) > REFERENCE_CHARACTERS) {
        g_autofree char *shorter = without_hyphens(number);
        g_strlcpy(number, shorter, sizeof number);
    }
    if (number[0] == '\0' || strlen(number) > REFERENCE_CHARACTERS) {
        const struct civil first = day_to_civil(payment->period.first);
        CHECK(strlen(payment->supplier.partner_id) + strlen("YYMM") <= REFERENCE_CHARACTERS);
        snprintf(number, sizeof number, "%02d%02d%s", first.year % 100, first.month,
                 payment->supplier.partner_id);
    }
    put_line(file, account, file->payer->transaction_code, payment->amount, title, number);
}

/* Type 7: the sums of both kinds of line, and how many lines there are; before it the balancing line. */
static void put_end(const struct direct_entry_file *file, const struct direct_entry_result *result)
{
    const bool balanced = file->payer->self_balancing;
    const int64_t credits = result->total.cents;
    const int64_t debits = balanced ? credits : 0;
    if (balanced) {
        char title[TITLE_CHARACTERS + 1];
        char reference[REFERENCE_CHARACTERS + 1];
        put_line(file, &file->account, debit_code, result->total,
                 bank_text(title, TITLE_CHARACTERS, file->payer->account_name),
                 bank_text(reference, REFERENCE_CHARACTERS, file->payer->description));
    }
    put_record(file->records,
               "7999-999%12s%010" PRId64 "%010" PRId64 "%010" PRId64 "%24s%06" PRId32 "%40s\r\n",
               "", credits - debits, credits, debits, "", result->count + (balanced ? 1 : 0), "");
}

/* ---- what is refused ------------------------------------------------------------------------- */

enum payment_refusal direct_entry_refusal(const struct supplier *payee, money amount)
{
    struct bank_account account;
    const enum payment_refusal refusal = account_read(payee->bsb, payee->account_number, &account);
    return refusal == PAYMENT_REFUSAL_COUNT && amount.cents > cents_max ? PAYMENT_AMOUNT_TOO_LARGE
                                                                        : refusal;
}

/* Writes the lines of those that are not; `file` is NULL where only they are told. */
static void payments_sort_out(const struct direct_entry_file *file,
                              const struct payment_row *payments, size_t payment_count,
                              struct direct_entry_result *result)
{
    for (size_t i = 0; i < payment_count; i++) {
        const struct supplier *payee = &payments[i].supplier;
        const struct payment_left_out left_out = {&payments[i],
                                                  direct_entry_refusal(payee, payments[i].amount)};
        CHECK(payments[i].amount.cents >= 0);
        if (payments[i].amount.cents > 0 && left_out.refusal != PAYMENT_REFUSAL_COUNT) {
            g_array_append_val(result->left_out, left_out);
            result->left_out_total = money_add(result->left_out_total, payments[i].amount);
        } else if (payments[i].amount.cents > 0) {
            result->count++;
            result->total = money_add(result->total, payments[i].amount);
            if (file) {
                struct bank_account account;
                account_read(payee->bsb, payee->account_number, &account);
                payment_write(file, &payments[i], &account);
            }
        }
    }
}

static bool name_is_blank(const char *name)
{
    char text[TITLE_CHARACTERS + 1];
    return bank_text(text, TITLE_CHARACTERS, name)[0] == '\0';
}

/* The key of company.ini whose value cannot be in the file; NULL where all can. */
static const char *payer_problem(const struct direct_entry *payer, struct bank_account *ret_account)
{
    enum payment_refusal refusal = account_read(payer->bsb, payer->account_number, ret_account);
    size_t id_length = strlen(payer->direct_entry_user_id);
    int32_t year = day_to_civil(payer->processing_date).year;
    if (refusal != PAYMENT_REFUSAL_COUNT) {
        return refusal == PAYMENT_BAD_BSB ? "bsb" : "account_number";
    }
    if (id_length == 0 || id_length > USER_ID_DIGITS ||
        strspn(payer->direct_entry_user_id, digits) != id_length) {
        return "direct_entry_user_id";
    }
    if (strlen(payer->institution) != 3 ||
        strspn(payer->institution, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3) {
        return "institution";
    }
    /* 13 would take the money from the partners. */
    if (strlen(payer->transaction_code) != 2 || payer->transaction_code[0] != '5' ||
        payer->transaction_code[1] < '0' || payer->transaction_code[1] > '7') {
        return "transaction_code";
    }
    if (year < 1970 || year > 2069) {
        return "processing date";
    }
    return name_is_blank(payer->user_name)      ? "legal_name"
           : name_is_blank(payer->account_name) ? "account_name"
           : name_is_blank(payer->remitter)     ? "remitter"
           : name_is_blank(payer->description)  ? "description"
                                                : NULL;
}

bool direct_entry_fits(const struct direct_entry *payer, int32_t count, money total, GError **error)
{
    struct bank_account account;
    const char *problem = count > 0 ? payer_problem(payer, &account) : NULL;
    const int32_t lines = count + (payer->self_balancing ? 1 : 0);
    if (problem) {
        g_set_error(error, DIRECT_ENTRY_ERROR, DIRECT_ENTRY_ERROR_PAYER,
                    "the company's %s cannot be in a direct entry file: correct it in company.ini",
                    problem);
        return false;
    }
    if (total.cents <= cents_max && lines <= LINES_MAX) {
        return true;
    }
    g_set_error(
        error, DIRECT_ENTRY_ERROR, DIRECT_ENTRY_ERROR_TOTAL,
        "%d payments of %" PRId64 ".%02d in all do not fit one direct entry file, which "
        "holds 99999999.99 and 999999 lines: put bsb = in partners.csv to blank for the partners "
        "to be paid by hand, or hold back rows of partners for a second issue of the period; "
        "then import and draft again",
        count, total.cents / 100, (int)(total.cents % 100));
    return false;
}

bool direct_entry_write(const char *path, const struct direct_entry *payer,
                        const struct payment_row *payments, size_t payment_count,
                        struct direct_entry_result *ret_result, GError **error)
{
    struct direct_entry_result result = {
        .left_out = g_array_new(FALSE, FALSE, sizeof(struct payment_left_out))};
    g_autoptr(GString) records = g_string_new(NULL);
    struct direct_entry_file file = {.records = records, .payer = payer};
    const char *problem = payer_problem(payer, &file.account);
    if (!problem) {
        put_head(&file);
    }
    payments_sort_out(problem ? NULL : &file, payments, payment_count, &result);
    result.written = result.count > 0;
    bool good = direct_entry_fits(payer, result.count, result.total, error);
    if (good && result.written) {
        put_end(&file, &result);
        good = output_file_write(path, records->str, records->len, error);
    }
    if (good) {
        *ret_result = result;
    } else {
        direct_entry_result_clear(&result);
    }
    return good;
}

void direct_entry_result_clear(struct direct_entry_result *result)
{
    g_clear_pointer(&result->left_out, g_array_unref);
    *result = (struct direct_entry_result){.written = false};
}
