# SPDX-License-Identifier: MIT
# Turns .sql files into a C header: an enum of their names and a table of their texts.
# As the kind temporary_view, views become temporary ones; as view, they take the place of those of an
# older version. Set `only` to enum or table for one of the two, where the names are wanted in more
# places than the texts.
FNR == 1 {
    name = FILENAME
    gsub(/.*\/|\.sql$/, "", name)
    names[++count] = name
    if (kind == "view") { text[count] = "\n     \"DROP VIEW IF EXISTS " name ";\\n\"" }
}
kind == "temporary_view" { sub(/^CREATE VIEW/, "CREATE TEMP VIEW") }
{
    gsub(/["\\]/, "\\\\&")
    text[count] = text[count] "\n     \"" $0 "\\n\""
}
function print_enum(    i) {
    printf "enum %s {\n", kind
    for (i = 1; i <= count; i++) {
        printf "    %s_%s,\n", toupper(kind), toupper(names[i])
    }
    printf "    %s_COUNT\n};\n", toupper(kind)
}
function print_table(    i) {
    printf "static const struct sql_text %s_sql[] = {\n", kind
    for (i = 1; i <= count; i++) {
        printf "    {\"%s\",%s},\n", names[i], text[i]
    }
    print "};"
}
END {
    print "/* Made from the .sql files by sql/embed.awk. */"
    if (only != "table") { print_enum() }
    if (only != "enum") { print_table() }
}
