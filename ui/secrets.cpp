#include "secrets.h"

#include "secretscan.h"

namespace overlap::ui {

namespace {

// For QByteArray and QString alike.
template <typename Text, typename View>
Text masked(View text, const std::vector<TextRange> &secrets, TextRange part, const Text &instead)
{
    Text all;
    qsizetype at = part.from;
    for (const TextRange &secret : secrets) {
        if (secret.from > part.to || secret.to < part.from ||
            (secret.from < secret.to && (secret.from == part.to || secret.to == part.from)))
            continue;
        all += text.sliced(at, qMax(secret.from, at) - at);
        all += instead;
        at = qMin(secret.to, part.to);
    }
    all += text.sliced(at, part.to - at);
    return all;
}

} // namespace

std::vector<TextRange> secretsIn(QByteArrayView text)
{
    return SecretScan(text).run();
}

QByteArray withoutSecrets(QByteArrayView text)
{
    return masked(text, secretsIn(text), {0, text.size()}, QByteArray(mask));
}

QString withoutSecrets(const QString &text)
{
    return withoutSecrets(text, {0, text.size()});
}

QString withoutSecrets(const QString &text, TextRange part)
{
    // Latin 1 has one byte for each UTF-16 unit, so positions agree. Names have no other
    // characters.
    return masked(QStringView(text), secretsIn(text.toLatin1()), part,
                  QString(QLatin1StringView(mask)));
}

} // namespace overlap::ui
