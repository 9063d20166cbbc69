# SPDX-License-Identifier: MIT
# Turns a list file into a C header that holds it as one string.
BEGIN { print "static const char reserved_conf[] =" }
{ gsub(/["\\]/, "\\\\&"); print "    \"" $0 "\\n\"" }
END { print "    ;" }
