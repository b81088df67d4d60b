"""Tables of RTF: character sets of Windows and their fonts, fonts of symbols, numbers of languages."""

from __future__ import annotations

# Number of the character set, what is behind the names of its fonts, codec.
CHARSETS: tuple[tuple[int, str, str], ...] = (
    (0, "", "cp1252"), (238, " CE", "cp1250"), (204, " CYR", "cp1251"), (161, " Greek", "cp1253"), (162, " TUR", "cp1254"),
    (128, "", "katakana"), (2, "", ""),
)  # fmt: skip
JIS = 5  # the Japanese one; the last is that of symbols

# Runs of the characters of fonts: code of the first, characters.
SYMBOLS: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = (
    ("Symbol", (
        (0x20, " !\u2200#\u2203%&\u220b()\u2217+,\u2212./"),
        (0x30, "0123456789:;<=>?"),
        (0x40, "\u2245\u0391\u0392\u03a7\u2206\u0395\u03a6\u0393\u0397\u0399\u03d1\u039a\u039b\u039c\u039d\u039f"),
        (0x50, "\u03a0\u0398\u03a1\u03a3\u03a4\u03a5\u03c2\u2126\u039e\u03a8\u0396[\u2234]\u22a5_"),
        (0x60, "\u203e\u03b1\u03b2\u03c7\u03b4\u03b5\u03c6\u03b3\u03b7\u03b9\u03d5\u03ba\u03bb\u03bc\u03bd\u03bf"),
        (0x70, "\u03c0\u03b8\u03c1\u03c3\u03c4\u03c5\u03d6\u03c9\u03be\u03c8\u03b6{|}\u223c"),
        (0xa1, "\u03d2\u2032\u2264\u2215\u221e\u0192\u2663\u2666\u2665\u2660\u2194\u2190\u2191\u2192\u2193\u00b0"),
        (0xb1, "\u00b1\u2033\u2265\u00d7\u221d\u2202\u2022\u00f7\u2260\u2261\u2248\u2026"),
        (0xbf, "\u21b5\u2135\u2111\u211c\u2118\u2297\u2295\u2205\u2229\u222a\u2283\u2287\u2284\u2282\u2286\u2208"),
        (0xcf, "\u2209\u2220\u2207\u00ae\u00a9\u2122\u220f\u221a\u22c5\u00ac\u2227\u2228\u21d4\u21d0\u21d1\u21d2"),
        (0xdf, "\u21d3\u25ca\u2329\u00ae\u00a9\u2122\u2211"),
        (0xf1, "\u232a\u222b\u2320"),
        (0xf5, "\u2321"),
    )),
    ("Wingdings", (
        (0x22, "\u2702\u2701"),
        (0x28, "\u260e\u2706\u2709"),
        (0x37, "\u2328"),
        (0x3e, "\u2707\u270d"),
        (0x41, "\u270c"),
        (0x45, "\u261c\u261e\u261d\u261f"),
        (0x4a, "\u263a"),
        (0x4c, "\u2639"),
        (0x4e, "\u2620"),
        (0x51, "\u2708\u263c"),
        (0x54, "\u2744"),
        (0x56, "\u271e"),
        (0x58, "\u2720\u2721\u262a\u262f\u0950\u2638\u2648\u2649\u264a\u264b\u264c\u264d\u264e\u264f\u2650\u2651"),
        (0x68, "\u2652\u2653"),
        (0x6c, "\u25cf\u274d\u25a0\u25a1"),
        (0x71, "\u2751\u2752"),
        (0x75, "\u25c6\u2756"),
        (0x81, "\u2780\u2781\u2782\u2783\u2784\u2785\u2786\u2787\u2788\u2789"),
        (0x8c, "\u278a\u278b\u278c\u278d\u278e\u278f\u2790\u2791\u2792\u2793"),
        (0xa1, "\u25cb"),
        (0xa7, "\u25aa"),
        (0xaa, "\u2726\u2605\u2736"),
        (0xae, "\u2739"),
        (0xb2, "\u2727"),
        (0xb5, "\u272a\u2730"),
        (0xd5, "\u232b\u2326"),
        (0xd8, "\u27a2"),
        (0xdc, "\u27b2"),
        (0xfa, "\u25ab\u2718\u2714\u2612\u2611"),
    )),
    ("ZapfDingbats", (
        (0x21, "\u2701\u2702\u2703\u2704\u260e\u2706\u2707\u2708\u2709\u261b\u261e\u270c\u270d\u270e\u270f\u2710"),
        (0x31, "\u2711\u2712\u2713\u2714\u2715\u2716\u2717\u2718\u2719\u271a\u271b\u271c\u271d\u271e\u271f\u2720"),
        (0x41, "\u2721\u2722\u2723\u2724\u2725\u2726\u2727\u2605\u2729\u272a\u272b\u272c\u272d\u272e\u272f\u2730"),
        (0x51, "\u2731\u2732\u2733\u2734\u2735\u2736\u2737\u2738\u2739\u273a\u273b\u273c\u273d\u273e\u273f\u2740"),
        (0x61, "\u2741\u2742\u2743\u2744\u2745\u2746\u2747\u2748\u2749\u274a\u274b"),
        (0x6d, "\u274d\u25a0\u274f\u2750\u2751\u2752\u25b2\u25bc\u25c6\u2756"),
        (0x78, "\u2758\u2759\u275a\u275b\u275c\u275d\u275e"),
        (0xa1, "\u2761\u2762\u2763\u2764\u2765\u2766\u2767\u2663\u2666\u2665\u2660\u2460\u2461\u2462\u2463\u2464"),
        (0xb1, "\u2465\u2466\u2467\u2468\u2469\u2776\u2777\u2778\u2779\u277a\u277b\u277c\u277d\u277e\u277f\u2780"),
        (0xc1, "\u2781\u2782\u2783\u2784\u2785\u2786\u2787\u2788\u2789\u278a\u278b\u278c\u278d\u278e\u278f\u2790"),
        (0xd1, "\u2791\u2792\u2793\u2794\u2192\u2194\u2195\u2798\u2799\u279a\u279b\u279c\u279d\u279e\u279f\u27a0"),
        (0xe1, "\u27a1\u27a2\u27a3\u27a4\u27a5\u27a6\u27a7\u27a8\u27a9\u27aa\u27ab\u27ac\u27ad\u27ae\u27af"),
        (0xf1, "\u27b1\u27b2\u27b3\u27b4\u27b5\u27b6\u27b7\u27b8\u27b9\u27ba\u27bb\u27bc\u27bd\u27be"),
    )),
)  # fmt: skip

# Language -> bits of the character sets it is written in, its number, the numbers of it in countries.
LANGUAGES: dict[str, tuple[int, int, dict[str, int]]] = {
    "BG": (0x4, 0x402, {}),
    "CA": (0x3, 0x403, {}),
    "CS": (0x13, 0x405, {}),
    "DA": (0x13, 0x406, {}),
    "DE": (0x13, 0x407, {
        "DE": 0x407, "CH": 0x807, "AT": 0xc07, "LU": 0x1007, "LI": 0x1407,
    }),
    "EL": (0x8, 0x408, {}),
    "EN": (0x1f, 0x409, {
        "US": 0x409, "GB": 0x809, "AU": 0xc09, "CA": 0x1009, "NZ": 0x1409, "IE": 0x1809, "ZA": 0x1c09, "JM": 0x2009,
        "CB": 0x2409, "BZ": 0x2809, "TT": 0x2c09,
    }),
    "ES": (0x13, 0x40a, {
        "ES": 0x40a, "MX": 0x80a, "GT": 0x100a, "CR": 0x140a, "PA": 0x180a, "DO": 0x1c0a, "VE": 0x200a, "CO": 0x240a,
        "PE": 0x280a, "AR": 0x2c0a, "EC": 0x300a, "CL": 0x340a, "UY": 0x380a, "PY": 0x3c0a, "BO": 0x400a, "SV": 0x440a,
        "HN": 0x480a, "NI": 0x4c0a, "PR": 0x500a,
    }),
    "FI": (0x13, 0x40b, {}),
    "FR": (0x13, 0x40c, {
        "FR": 0x40c, "BE": 0x80c, "CA": 0xc0c, "CH": 0x100c, "LU": 0x140c,
    }),
    "HU": (0x12, 0x40e, {}),
    "IS": (0x3, 0x40f, {}),
    "IT": (0x13, 0x410, {
        "IT": 0x410, "CH": 0x810,
    }),
    "NL": (0x13, 0x413, {
        "NL": 0x413, "BE": 0x813,
    }),
    "NO": (0x13, 0x414, {}),
    "PL": (0x12, 0x415, {}),
    "PT": (0x13, 0x416, {
        "BR": 0x416, "PT": 0x816,
    }),
    "RO": (0x12, 0x418, {}),
    "RU": (0x4, 0x419, {}),
    "HR": (0x12, 0x41a, {
        "HR": 0x41a, "SP": 0x81a,
    }),
    "SK": (0x12, 0x41b, {}),
    "SQ": (0x12, 0x41c, {}),
    "SV": (0x13, 0x41d, {
        "SE": 0x41d, "FI": 0x81d,
    }),
    "TR": (0x12, 0x41f, {}),
    "ID": (0x13, 0x421, {}),
    "UK": (0x4, 0x422, {}),
    "BE": (0x4, 0x423, {}),
    "SL": (0x12, 0x424, {}),
    "ET": (0x12, 0x425, {}),
    "LV": (0x12, 0x426, {}),
    "LT": (0x12, 0x427, {}),
    "VI": (0x13, 0x42a, {}),
    "EU": (0x13, 0x42d, {}),
    "AF": (0x1f, 0x436, {}),
    "FO": (0x13, 0x438, {}),
    "JA": (0x20, 0x411, {}),
}  # fmt: skip
