#pragma once

#include <QPlainTextEdit>

namespace overlap::ui {

// Main thread. What was on the wire, to be read. What is copied, dragged or selected of it is plain
// text without secrets, unless they are asked for.
class WireText : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit WireText(const QString &name, QWidget *parent = nullptr); // to assistive technology

    void setWithSecrets(bool withSecrets) { m_withSecrets = withSecrets; }
    // Where names and values do not stand side by side, as in hex: the same text with its secrets
    // blackened is copied.
    void showText(const QString &text, const QString &copied = {});

protected:
    QMimeData *createMimeDataFromSelection() const override;

private:
    QString m_copied;
    bool m_withSecrets = false;
};

} // namespace overlap::ui
