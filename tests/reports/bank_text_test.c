#include "reports/tables/direct_entry.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <locale.h>
#include <string.h>

static void becomes(const char *text, const char *wanted)
{
    char buffer[64];
    cr_assert_str_eq(bank_text(buffer, sizeof buffer - 1, text), wanted, "%s became %s", text,
                     buffer);
}

Test(bank_text, letters)
{
    becomes("Nguyễn Thị Ánh", "NGUYEN THI ANH");
    becomes("Đặng Ơn Ư, đ", "DANG ON U D");
    becomes("Łukasz Żółć Gdańsk", "LUKASZ ZOLC GDANSK");
    becomes("Zoë Strauß-Þór Ægir Øst Œuf Ðið ıİ", "ZOE STRAUSS-THOR AEGIR OEST OEUF DID II");
    becomes("Αλέξανδρος Παπαδόπουλος ᾳ", "ALEXANDROS PAPADOPOULOS A");
    becomes("Щербакова Хрущёв Їжак Ґудзь Ђорђе Ћосић Љиљана", "SHCHERBAKOVA KHRUSHCHEV IZHAK "
                                                              "GUDZ DORDE COSIC LJILJANA");
    /* Letter and mark apart are the same letter. */
    becomes("Zoe\xCC\x88 Cafe\xCC\x81", "ZOE CAFE");
}

Test(bank_text, signs)
{
    becomes("O’Brien “X” ‘Y’ ʼZ", "O'BRIEN X 'Y' 'Z");
    becomes("A–B—C", "A-B--C");
    becomes("Smith, Jones (Trust) & Co. 50/50 #7 @home_x",
            "SMITH JONES TRUST & CO. 50/50 7 HOME X");
    becomes("  two   spaces\tand\na line ", "TWO SPACES AND A LINE");
    becomes("- =+@'Eve", "EVE");
}

Test(bank_text, nothing_is_left)
{
    becomes("", "");
    becomes(" - ' . & ", "");
    becomes("李小龍", "");
    becomes("\xFF\xFE", "");
}

/* A cut never leaves a space at the end. */
Test(bank_text, cut)
{
    char buffer[8];
    cr_assert_str_eq(bank_text(buffer, 7, "Abcdefghij"), "ABCDEFG");
    cr_assert_str_eq(bank_text(buffer, 7, "Abcdef ghij"), "ABCDEF");
    cr_assert_str_eq(bank_text(buffer, 7, "Abcde ghij"), "ABCDE G");
    cr_assert_str_eq(bank_text(buffer, 0, "Abc"), "");
}

/* Every character of Latin, Greek and Cyrillic gives allowed ones alone. */
Test(bank_text, only_allowed_characters)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -./&'";
    for (gunichar c = 1; c < 0x3000; c++) {
        char buffer[32];
        char text[16] = "a";
        text[1 + g_unichar_to_utf8(c, text + 1)] = '\0';
        bank_text(buffer, sizeof buffer - 1, text);
        cr_assert_eq(strspn(buffer, allowed), strlen(buffer), "U+%04X: %s", c, buffer);
        cr_assert_eq(buffer[0], 'A', "U+%04X: %s", c, buffer);
    }
}

Test(bank_text, in_every_locale)
{
    setlocale(LC_ALL, "C");
    becomes("Nguyễn – O’Brien ß ı", "NGUYEN - O'BRIEN SS I");
    setlocale(LC_ALL, "C.UTF-8");
    becomes("Nguyễn – O’Brien ß ı", "NGUYEN - O'BRIEN SS I");
}
