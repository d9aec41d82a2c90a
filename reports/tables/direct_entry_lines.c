#include "reports/tables/direct_entry_lines.h"

#include <inttypes.h>
#include <string.h>

#include "engine/core/check.h"
#include "reports/tables/bank_text.h"

enum { RECORD_CHARACTERS = 120 };

/* Fields by their positions as the layout counts them: from 1, both ends included. */
struct record {
    char characters[RECORD_CHARACTERS];
};

static struct record record_new(char type)
{
    struct record record;
    memset(record.characters, ' ', sizeof record.characters);
    record.characters[0] = type;
    return record;
}

static void record_write(const struct record *record, FILE *file)
{
    fwrite(record->characters, 1, sizeof record->characters, file);
    fwrite("\r\n", 1, 2, file);
}

static void put_text(struct record *record, size_t from, size_t to, const char *text)
{
    size_t length = strlen(text);
    CHECK(from >= 1 && from <= to && to <= RECORD_CHARACTERS && length <= to - from + 1);
    memcpy(record->characters + from - 1, text, length);
}

static void put_name(struct record *record, size_t from, size_t to, const char *name)
{
    char text[TITLE_CHARACTERS + 1];
    CHECK(to - from < TITLE_CHARACTERS);
    put_text(record, from, to, bank_text(text, to - from + 1, name));
}

static void put_right(struct record *record, size_t from, size_t to, const char *text, char fill)
{
    size_t width = to - from + 1;
    size_t length = strlen(text);
    CHECK(from >= 1 && from <= to && to <= RECORD_CHARACTERS && length <= width);
    memset(record->characters + from - 1, fill, width - length);
    memcpy(record->characters + from - 1 + width - length, text, length);
}

static void put_number(struct record *record, size_t from, size_t to, int64_t number)
{
    char text[24];
    CHECK(number >= 0);
    snprintf(text, sizeof text, "%" PRId64, number);
    put_right(record, from, to, text, '0');
}

/* Positions 2-18 stay blank: that is the standard's, and one large bank refuses files with its
 * user's account there. */
void direct_entry_put_head(const struct direct_entry_file *file)
{
    const struct direct_entry *payer = file->payer;
    struct civil date = day_to_civil(payer->processing_date);
    struct record record = record_new('0');
    put_text(&record, 19, 20, "01");
    put_text(&record, 21, 23, payer->institution);
    put_name(&record, 31, 56, payer->user_name);
    put_right(&record, 57, 62, payer->direct_entry_user_id, '0');
    put_name(&record, 63, 74, payer->description);
    put_number(&record, 75, 76, date.day);
    put_number(&record, 77, 78, date.month);
    put_number(&record, 79, 80, date.year % 100);
    record_write(&record, file->file);
}

void direct_entry_put_line(const struct direct_entry_file *file,
                           const struct direct_entry_line *line)
{
    struct record record = record_new('1');
    put_text(&record, 2, 8, line->account->bsb);
    put_right(&record, 9, 17, line->account->number, ' ');
    put_text(&record, 19, 20, line->transaction_code);
    put_number(&record, 21, 30, line->amount.cents);
    put_text(&record, 31, 62, line->title);
    put_text(&record, 63, 80, line->reference);
    put_text(&record, 81, 87, file->account.bsb);
    put_right(&record, 88, 96, file->account.number, ' ');
    put_name(&record, 97, 112, file->payer->remitter);
    put_number(&record, 113, 120, 0); /* withholding tax, which is of interest and dividends */
    record_write(&record, file->file);
}

void direct_entry_put_total(const struct direct_entry_file *file, money credits, money debits,
                            int32_t lines)
{
    struct record record = record_new('7');
    CHECK(debits.cents <= credits.cents);
    put_text(&record, 2, 8, "999-999");
    put_number(&record, 21, 30, credits.cents - debits.cents);
    put_number(&record, 31, 40, credits.cents);
    put_number(&record, 41, 50, debits.cents);
    put_number(&record, 75, 80, lines);
    record_write(&record, file->file);
}
