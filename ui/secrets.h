#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace overlap::ui {

// Pure. People share what they copy. So secrets in it are replaced by `mask`: values whose name
// speaks of a token, key, password, session or signature (header fields, parameters, form parts,
// JSON members, XML, GraphQL arguments); the user of a URL; private keys; tokens that TokenShapes
// knows. Other secrets are not found.
inline constexpr char mask[] = "MASKED";

// Pure. A part of a text; `to` is exclusive.
struct TextRange
{
    qsizetype from, to;
};
// The secrets of a message, or of a part of one that begins at a line start; in order.
std::vector<TextRange> secretsIn(QByteArrayView text);
// Lengths change, but a head keeps its lines.
QByteArray withoutSecrets(QByteArrayView text);
QString withoutSecrets(const QString &text);
// For copying a part of a text. A secret that is only partly inside is masked too.
QString withoutSecrets(const QString &text, TextRange part);

} // namespace overlap::ui
