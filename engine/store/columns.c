#include "engine/store/columns.h"

#include <string.h>

#include "engine/store/rows.h"

const struct column *column_find(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (g_str_equal(table->columns[i].name, name)) {
            return &table->columns[i];
        }
    }
    return NULL;
}

static bool in_set(const struct column *column, enum column_set set)
{
    return set == COLUMNS_ALL || column->key == (set == COLUMNS_KEY);
}

void columns_append(GString *sql, const struct table *table, enum column_set set,
                    const char *prefix)
{
    const bool parameters = prefix[0] == '?';
    const char *comma = "";
    for (size_t i = 0; i < table->column_count; i++) {
        if (in_set(&table->columns[i], set)) {
            g_string_append_printf(sql, "%s%s%s", comma, prefix,
                                   parameters ? "" : table->columns[i].name);
            comma = ", ";
        }
    }
}

static void column_define(GString *sql, const struct column *column)
{
    bool text = column->kind == COLUMN_TEXT || column->kind == COLUMN_PERIOD || column->words;
    g_string_append_printf(sql, "%s %s%s", column->name, text ? "TEXT" : "INTEGER",
                           column->required ? " NOT NULL" : "");
    const char *before = " CHECK (";
    bool checked = column->words && column->kind != COLUMN_CODE;
    for (const char *const *word = column->words; checked && *word; word++) {
        g_string_append_printf(sql, "%s%s = '%s'", before, column->name, *word);
        before = " OR ";
    }
    g_string_append(sql, checked ? ")" : "");
    g_string_append_printf(sql, "%s%s", column->constraint ? " " : "",
                           column->constraint ? column->constraint : "");
}

void columns_define(GString *sql, const struct table *table)
{
    for (size_t i = 0; i < table->column_count - table->later_count; i++) {
        g_string_append(sql, "    ");
        column_define(sql, &table->columns[i]);
        g_string_append(sql, ",\n");
    }
}

void columns_add(GString *sql, const struct table *table)
{
    for (size_t i = table->column_count - table->later_count; i < table->column_count; i++) {
        g_string_append_printf(sql, "ALTER TABLE %s ADD COLUMN ", table->name);
        column_define(sql, &table->columns[i]);
        g_string_append_c(sql, ';');
    }
}

/* ---- rows --------------------------------------------------------------------------------------- */

/* What a field other than text says as a number: one-field structs their field, enums the numbers that
 * they are. */
static int64_t field_number(enum column_kind kind, const void *field)
{
    switch (kind) {
    case COLUMN_LONG:
    case COLUMN_MONEY:
    case COLUMN_HOURLY:
    case COLUMN_STAMP_FROM:
    case COLUMN_STAMP_TO:
        return *(const int64_t *)field;
    case COLUMN_YES_NO:
        return *(const bool *)field;
    case COLUMN_PERIOD:
        return ((const struct period *)field)->first.number;
    case COLUMN_RATE: {
        const struct rate_in_effect *rate = field;
        return rate->found ? rate->rate.cents_per_hour : -1;
    }
    default:
        return *(const int32_t *)field;
    }
}

const char *column_text(const struct column *column, const void *row)
{
    const void *field = (const char *)row + column->offset;
    if (column->kind == COLUMN_TEXT) {
        return *(const char *const *)field;
    }
    return column->words ? column->words[field_number(column->kind, field)] : NULL;
}

static void column_bind(sqlite3_stmt *statement, int parameter, const struct column *column,
                        const void *row)
{
    const void *field = (const char *)row + column->offset;
    const char *text = column_text(column, row);
    const int64_t number = text ? 0 : field_number(column->kind, field);
    bool blank = false;
    switch (column->kind) {
    case COLUMN_TEXT:
        blank = !column->required && text && text[0] == '\0';
        break;
    case COLUMN_PERIOD:
        if (column->required || number != DAY_UNBOUNDED_FROM.number) {
            statement_bind_period(statement, parameter, *(const struct period *)field);
            return;
        }
        blank = true;
        break;
    case COLUMN_DAY_FROM:
    case COLUMN_DAY_TO:
        blank = number == DAY_UNBOUNDED_FROM.number || number == DAY_UNBOUNDED_TO.number;
        break;
    case COLUMN_STAMP_FROM:
    case COLUMN_STAMP_TO:
        blank = number == STAMP_START_OF_TIME.utc_seconds || number == STAMP_NEVER.utc_seconds;
        break;
    default:
        blank = (column->kind == COLUMN_RATE && number < 0) ||
                (column->kind == COLUMN_NUMBER && !column->required && number == 0);
    }
    if (blank) {
        statement_bind_text(statement, parameter, "");
    } else if (text && !column->required) {
        statement_bind_text(statement, parameter, text);
    } else if (text) {
        statement_bind_kept(statement, parameter, text);
    } else {
        statement_bind_integer(statement, parameter, number);
    }
}

int columns_bind(sqlite3_stmt *statement, int parameter, const struct table *table,
                 enum column_set set, const void *row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (in_set(column, set)) {
            column_bind(statement, parameter++, column, row);
        }
    }
    return parameter;
}

static bool rate_valid(hourly_rate rate)
{
    return rate.cents_per_hour >= 0 && rate.cents_per_hour <= HOURLY_RATE_MAX_CENTS;
}

/* False where it is a word, a date, a time, a period, a sum or a rate that is none. */
static bool column_read(sqlite3_stmt *statement, int place, const struct column *column,
                        void *field, GStringChunk *strings)
{
    switch (column->kind) {
    case COLUMN_TEXT:
        *(const char **)field = statement_string(statement, place, strings);
        return true;
    case COLUMN_NUMBER:
        *(int32_t *)field = statement_int32(statement, place);
        return true;
    case COLUMN_MINUTE:
        *(int32_t *)field = statement_int32(statement, place);
        /* An hour of a schedule may end on the day after. */
        return *(int32_t *)field >= NO_MINUTE &&
               *(int32_t *)field <=
                   MINUTES_PER_DAY + (strcmp(column->name, "\"end\"") == 0 ? MINUTES_PER_HOUR : 0);
    case COLUMN_LONG:
        *(int64_t *)field = sqlite3_column_int64(statement, place);
        return true;
    case COLUMN_MONEY: {
        const int64_t cents = sqlite3_column_int64(statement, place);
        *(money *)field = (money){cents};
        return cents >= -MONEY_MAX_CENTS && cents <= MONEY_MAX_CENTS;
    }
    case COLUMN_HOURLY:
        *(hourly_rate *)field = (hourly_rate){sqlite3_column_int64(statement, place)};
        return rate_valid(*(hourly_rate *)field);
    case COLUMN_YES_NO: {
        int value = column->words ? words_find(column->words, statement_text(statement, place))
                                  : statement_int32(statement, place);
        *(bool *)field = value != 0;
        return value == 0 || value == 1;
    }
    case COLUMN_PERIOD:
        if (!column->required && sqlite3_column_type(statement, place) == SQLITE_NULL) {
            *(struct period *)field = PERIOD_NONE;
            return true;
        }
        return store_period_parse(statement_text(statement, place), field);
    case COLUMN_DAY_FROM:
    case COLUMN_DAY_TO:
        *(day *)field =
            statement_day(statement, place,
                          column->kind == COLUMN_DAY_TO ? DAY_UNBOUNDED_TO : DAY_UNBOUNDED_FROM);
        return sqlite3_column_type(statement, place) == SQLITE_NULL || day_valid(*(day *)field);
    case COLUMN_STAMP_FROM:
    case COLUMN_STAMP_TO:
        if (sqlite3_column_type(statement, place) == SQLITE_NULL) {
            *(stamp *)field = column->kind == COLUMN_STAMP_TO ? STAMP_NEVER : STAMP_START_OF_TIME;
            return true;
        }
        *(stamp *)field = (stamp){sqlite3_column_int64(statement, place)};
        return stamp_valid(*(stamp *)field);
    case COLUMN_RATE:
        *(struct rate_in_effect *)field = (struct rate_in_effect){
            .found = sqlite3_column_type(statement, place) != SQLITE_NULL,
            .rate = {sqlite3_column_int64(statement, place)},
        };
        return rate_valid(((struct rate_in_effect *)field)->rate);
    case COLUMN_WORD:
    case COLUMN_CODE:
        *(int32_t *)field = words_find(column->words, statement_text(statement, place));
        return *(int32_t *)field >= 0;
    }
    return false;
}

bool columns_read(store *store, sqlite3_stmt *statement, int first, const struct table *table,
                  void *ret_row, GStringChunk *strings, GError **error)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (!column_read(statement, first + (int)i, column, (char *)ret_row + column->offset,
                         strings)) {
            return statement_damaged(store, table->name, error);
        }
    }
    return true;
}

bool column_same(const struct column *column, const void *a, const void *b)
{
    const void *first = (const char *)a + column->offset;
    const void *second = (const char *)b + column->offset;
    return column->kind == COLUMN_TEXT
               ? strcmp(*(const char *const *)first, *(const char *const *)second) == 0
               : field_number(column->kind, first) == field_number(column->kind, second);
}

bool columns_same(const struct table *table, enum column_set set, const void *a, const void *b)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (in_set(column, set) && !column_same(column, a, b)) {
            return false;
        }
    }
    return true;
}

void column_bytes_append(GString *bytes, const struct column *column, const void *row)
{
    const void *field = (const char *)row + column->offset;
    const char *text = column_text(column, row);
    if (text) {
        g_string_append_len(bytes, text, (gssize)strlen(text) + 1);
    } else {
        const uint64_t number =
            GUINT64_TO_BE((uint64_t)field_number(column->kind, field) ^ ((uint64_t)1 << 63));
        g_string_append_len(bytes, (const char *)&number, sizeof number);
    }
}
