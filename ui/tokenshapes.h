#pragma once

#include <QByteArrayView>

namespace overlap::ui {

// Pure. Finds secrets by their shape, whatever their name is: access tokens of well-known services,
// JSON Web Tokens (RFC 7519), and credentials after "Bearer" and "Basic".
class TokenShapes
{
public:
    explicit TokenShapes(QByteArrayView text) : m_text(text) {}

    struct Token
    {
        qsizetype from = 0, to = 0; // equal: no token
        bool isEmpty() const { return from == to; }
    };
    // The token whose first character, or whose characteristic one (':'), is at `place`. If called
    // for ascending places, all calls together take linear time.
    Token at(qsizetype place);

private:
    bool isWord(qsizetype place) const;
    Token prefixed(qsizetype place) const;
    Token webToken(qsizetype place);
    Token botToken(qsizetype colon) const;
    Token credentials(qsizetype place) const;

    QByteArrayView m_text;
    qsizetype m_noWebTokenBefore = 0;
};

} // namespace overlap::ui
