#include "engine/run/standing/fact_text.h"

#include "engine/core/month.h"

static const char *time_text(char buffer[TEXT_SIZE], int32_t minute)
{
    /* What ends after midnight is an hour long, which a blank end says; NO_MINUTE is blank. */
    return minute < 0 || minute > MINUTES_PER_DAY ? "" : text_time(buffer, minute);
}

static const char *day_text(char buffer[TEXT_SIZE], day date)
{
    const bool blank =
        date.number == DAY_UNBOUNDED_FROM.number || date.number == DAY_UNBOUNDED_TO.number;
    return blank ? "" : text_date(buffer, date);
}

static const char *stamp_text(char buffer[TEXT_SIZE], stamp at)
{
    const bool blank = at.utc_seconds == STAMP_START_OF_TIME.utc_seconds ||
                       at.utc_seconds == STAMP_NEVER.utc_seconds;
    return blank ? "" : text_stamp(buffer, at);
}

const char *fact_text(char buffer[TEXT_SIZE], const struct column *column, const void *row)
{
    const void *field = (const char *)row + column->offset;
    switch (column->kind) {
    case COLUMN_NUMBER: {
        const int32_t number = *(const int32_t *)field;
        return number == 0 && !column->required ? "" : text_number(buffer, number);
    }
    case COLUMN_MINUTE:
        return time_text(buffer, *(const int32_t *)field);
    case COLUMN_LONG: /* those of files are instants */
        return text_stamp(buffer, stamp_from_instant(*(const instant *)field));
    case COLUMN_MONEY:
        return text_money(buffer, *(const money *)field);
    case COLUMN_HOURLY:
        return text_rate(buffer, *(const hourly_rate *)field);
    case COLUMN_PERIOD: {
        const struct period period = *(const struct period *)field;
        return period.first.number == DAY_UNBOUNDED_FROM.number ? "" : text_period(buffer, period);
    }
    case COLUMN_DAY_FROM:
    case COLUMN_DAY_TO:
        return day_text(buffer, *(const day *)field);
    case COLUMN_STAMP_FROM:
    case COLUMN_STAMP_TO:
        return stamp_text(buffer, *(const stamp *)field);
    default:
        return column_text(column, row);
    }
}

char *fact_heading(const struct column *column)
{
    return g_strstrip(g_strdelimit(g_strdup(column->name), "\"", ' '));
}
