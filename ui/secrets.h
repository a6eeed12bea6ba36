#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace overlap::ui {

// Pure. What people copy often ends up where others read it: what lets somebody in is replaced by
// `mask`. Secret are the fields, parameters, parts of forms, JSON members, XML elements and
// attributes and GraphQL arguments whose names speak of a token, a key, a password, a session or a
// signature; the user of a URL; private keys; and, whatever their name, the tokens that
// TokenShapes knows. A secret without such a name and shape is not found.
inline constexpr char mask[] = "MASKED";

struct TextRange
{
    qsizetype from, to; // [from, to)
};
// Where secrets stand in a message, or in any part of one that begins with a line; in order.
std::vector<TextRange> secretsIn(QByteArrayView text);
// Lengths change; lines of a head do not.
QByteArray withoutSecrets(QByteArrayView text);
QString withoutSecrets(const QString &text);
// A part of the text, as it is copied: also half a secret is masked.
QString withoutSecrets(const QString &text, TextRange part);

} // namespace overlap::ui
