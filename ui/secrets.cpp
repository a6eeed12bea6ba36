#include "secrets.h"

#include <algorithm>
#include <array>

namespace overlap::ui {

namespace {

// Parts of names, without what may separate their words: "X-Api-Key" and "apikey" are the same.
constexpr std::array<QByteArrayView, 10> words = {
    "authorization", "cookie", "token",     "apikey",     "secret",
    "password",      "passwd", "signature", "credential", "session"};
// Names as a whole: parts of many harmless ones.
constexpr std::array<QByteArrayView, 6> names = {"key", "sig", "auth", "pwd", "jwt", "accesskey"};

// From '?' to the blank, '#' or end behind it.
QByteArray maskedQuery(QByteArrayView text)
{
    const qsizetype from = text.indexOf('?') + 1;
    if (from == 0)
        return text.toByteArray();
    const auto *const end =
        std::find_if(text.begin() + from, text.end(), [](char c) { return c == ' ' || c == '#'; });
    const qsizetype to = end - text.begin();
    QByteArray masked = text.first(from).toByteArray();
    for (qsizetype at = from; at < to;) {
        const auto *const next = std::find_if(text.begin() + at, text.begin() + to,
                                              [](char c) { return c == '&' || c == ';'; });
        const QByteArrayView parameter = text.sliced(at, next - text.begin() - at);
        const qsizetype equals = parameter.indexOf('=');
        if (equals >= 0 && isSecret(parameter.first(equals)))
            masked += parameter.first(equals + 1).toByteArray() + mask;
        else
            masked += parameter;
        at += parameter.size();
        if (at < to)
            masked += text[at++];
    }
    masked += text.sliced(to);
    return masked;
}

} // namespace

bool isSecret(QByteArrayView name)
{
    QByteArray plain = QByteArray::fromPercentEncoding(name.toByteArray()).toLower();
    plain.removeIf([](char c) { return c == '-' || c == '_' || c == '.' || c == ' '; });
    return std::ranges::find(names, QByteArrayView(plain)) != names.end() ||
           std::ranges::any_of(words, [&](QByteArrayView word) { return plain.contains(word); });
}

QByteArray withoutSecrets(QByteArrayView head)
{
    QByteArray masked;
    bool isStartLine = true;
    while (!head.isEmpty()) {
        const qsizetype feed = head.indexOf('\n');
        QByteArrayView line = head.first(feed < 0 ? head.size() : feed);
        if (line.endsWith('\r'))
            line.chop(1);
        const qsizetype end = feed < 0 ? head.size() : feed + 1;
        const QByteArrayView ending = head.sliced(line.size(), end - line.size());
        const qsizetype colon = line.indexOf(':');
        if (isStartLine && !line.isEmpty())
            masked += maskedQuery(line);
        else if (colon >= 0 && isSecret(line.first(colon)))
            masked += line.first(colon).toByteArray() + ": " + mask;
        else
            masked += line;
        isStartLine = isStartLine && line.isEmpty(); // empty lines may come before it
        masked += ending;
        head = head.sliced(end);
    }
    return masked;
}

QString withoutSecrets(const QString &text)
{
    return QString::fromUtf8(maskedQuery(text.toUtf8()));
}

} // namespace overlap::ui
