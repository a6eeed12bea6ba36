#include "tokenshapes.h"

#include <algorithm>
#include <array>

namespace overlap::ui {

namespace {

// The prefix of a kind of token, and how many characters follow at least.
struct Shape
{
    QByteArrayView prefix;
    qsizetype least;
};
constexpr std::array shapes = {
    Shape{"AGE-SECRET-KEY-1", 20}, // age
    Shape{"AIza", 30},             // Google
    Shape{"AKIA", 16},             // Amazon
    Shape{"ASIA", 16},
    Shape{"ATATT3", 30},    // Atlassian
    Shape{"GOCSPX-", 20},   // Google
    Shape{"NRAK-", 20},     // New Relic
    Shape{"PMAK-", 20},     // Postman
    Shape{"SG.", 30},       // SendGrid
    Shape{"dapi", 32},      // Databricks
    Shape{"dckr_pat_", 20}, // Docker
    Shape{"dop_v1_", 30},   // DigitalOcean
    Shape{"doo_v1_", 30},
    Shape{"dor_v1_", 30},
    Shape{"figd_", 20}, // Figma
    Shape{"ghp_", 20},  // GitHub
    Shape{"gho_", 20},
    Shape{"ghu_", 20},
    Shape{"ghs_", 20},
    Shape{"ghr_", 20},
    Shape{"github_pat_", 20},
    Shape{"gldt-", 16}, // GitLab
    Shape{"glpat-", 16},
    Shape{"glrt-", 16},
    Shape{"glsa_", 20},    // Grafana
    Shape{"hf_", 30},      // Hugging Face
    Shape{"hvs.", 20},     // Vault
    Shape{"lin_api_", 20}, // Linear
    Shape{"npm_", 30},
    Shape{"pypi-Ag", 30},
    Shape{"rk_live_", 10}, // Stripe
    Shape{"rk_test_", 10},
    Shape{"rubygems_", 30},
    Shape{"shpat_", 30}, // Shopify
    Shape{"shpca_", 30},
    Shape{"shppa_", 30},
    Shape{"shpss_", 30},
    Shape{"sk-", 20},      // OpenAI, Anthropic and others
    Shape{"sk_live_", 10}, // Stripe
    Shape{"sk_test_", 10},
    Shape{"sq0atp-", 20}, // Square
    Shape{"sq0csp-", 20},
    Shape{"sq0idp-", 20},
    Shape{"whsec_", 20}, // Stripe
    Shape{"xapp-", 10},  // Slack
    Shape{"xoxa-", 10},
    Shape{"xoxb-", 10},
    Shape{"xoxe-", 10},
    Shape{"xoxp-", 10},
    Shape{"xoxr-", 10},
    Shape{"xoxs-", 10},
    Shape{"xkeysib-", 30}, // Brevo
    Shape{"ya29.", 10},    // Google
};

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

constexpr bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

constexpr bool isAlphanumeric(char c)
{
    return isDigit(c) || isUpper(c) || isLower(c);
}

// Whether it looks random. Digits alone are no criterion: one in six tokens has none among its
// first ten characters.
bool isMixed(QByteArrayView text)
{
    return std::ranges::any_of(text, isDigit) ||
           (std::ranges::any_of(text, isUpper) && std::ranges::any_of(text, isLower));
}

constexpr bool isOfToken(char c)
{
    return isAlphanumeric(c) || c == '_' || c == '-';
}

constexpr bool isOfTokens(char c) // tokens joined by dots
{
    return isOfToken(c) || c == '.';
}

constexpr bool isOfBase64(char c)
{
    return isOfTokens(c) || c == '+' || c == '/' || c == '=' || c == '~';
}

template <typename IsOf>
qsizetype endOfRun(QByteArrayView text, qsizetype at, IsOf isOf)
{
    while (at < text.size() && isOf(text[at]))
        ++at;
    return at;
}

} // namespace

// Whether a word begins here. It may also begin after an escape: "%20", "\n".
bool TokenShapes::isWord(qsizetype place) const
{
    return place == 0 || !(isAlphanumeric(m_text[place - 1]) || m_text[place - 1] == '_') ||
           (place > 2 && m_text[place - 3] == '%') || (place > 1 && m_text[place - 2] == '\\');
}

TokenShapes::Token TokenShapes::at(qsizetype place)
{
    if (m_text[place] == ':')
        return botToken(place);
    if (!isAlphanumeric(m_text[place]) || !isWord(place))
        return {};
    if (const Token token = prefixed(place); !token.isEmpty())
        return token;
    if (const Token token = webToken(place); !token.isEmpty())
        return token;
    return credentials(place);
}

TokenShapes::Token TokenShapes::prefixed(qsizetype place) const
{
    constexpr qsizetype cutLeast = 8; // of a token that the end of the text cuts off
    const QByteArrayView rest = m_text.sliced(place);
    for (const Shape &shape : shapes) {
        if (rest[0] != shape.prefix[0] || !rest.startsWith(shape.prefix))
            continue;
        const QByteArrayView first =
            rest.sliced(shape.prefix.size())
                .first(qMin(shape.least, rest.size() - shape.prefix.size()));
        const bool isCut = first.size() >= cutLeast && first.end() == m_text.end();
        if ((first.size() < shape.least && !isCut) ||
            endOfRun(first, 0, isOfTokens) < first.size() || !isMixed(first))
            return {};
        return {place, endOfRun(m_text, place, isOfTokens)};
    }
    return {};
}

// Three parts joined by dots. The end of the text may cut them off.
TokenShapes::Token TokenShapes::webToken(qsizetype place)
{
    if (place < m_noWebTokenBefore || !m_text.sliced(place).startsWith("eyJ"))
        return {};
    const qsizetype end = endOfRun(m_text, place, isOfTokens);
    const QByteArrayView token = m_text.sliced(place, end - place);
    const qsizetype first = token.indexOf('.');
    const bool isWhole = first > 10 && token.indexOf('.', first + 1) > 0;
    if (isWhole || (end == m_text.size() && token.size() > 16))
        return {place, end};
    m_noWebTokenBefore = end; // there is none within this run either
    return {};
}

// Telegram bots: "123456789:AAF…", with 35 characters after the colon.
TokenShapes::Token TokenShapes::botToken(qsizetype colon) const
{
    constexpr qsizetype size = 35, digitsLeast = 8, digitsMost = 12;
    qsizetype from = colon;
    while (from > 0 && colon - from <= digitsMost && isDigit(m_text[from - 1]))
        --from;
    if (from > 0 && m_text[from - 1] == '%')
        from += 2; // these digits belong to an escape
    const QByteArrayView rest = m_text.sliced(colon + 1);
    const QByteArrayView first = rest.first(qMin(size, rest.size()));
    if (colon - from < digitsLeast || colon - from > digitsMost || first.size() < size ||
        endOfRun(first, 0, isOfToken) < size || (rest.size() > size && isOfToken(rest[size])))
        return {};
    return {from, colon + 1 + size};
}

// What follows must look random: "Basic authentication" holds no secret.
TokenShapes::Token TokenShapes::credentials(qsizetype place) const
{
    constexpr qsizetype least = 8;
    const QByteArrayView rest = m_text.sliced(place);
    for (const QByteArrayView scheme : {QByteArrayView("Bearer"), QByteArrayView("Basic")}) {
        const qsizetype size = scheme.size() + 1;
        if (rest.size() < size + least || !rest.startsWith(scheme) ||
            !(rest[size - 1] == ' ' || rest[size - 1] == '+'))
            continue;
        const QByteArrayView first = rest.sliced(size, least);
        const bool isRandom =
            std::ranges::any_of(first.sliced(1), [](char c) { return isDigit(c) || isUpper(c); });
        if (isRandom && endOfRun(first, 0, isOfBase64) == least)
            return {place + size, endOfRun(m_text, place + size, isOfBase64)};
    }
    return {};
}

} // namespace overlap::ui
