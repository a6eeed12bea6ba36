#pragma once

#include <QPlainTextEdit>

namespace overlap::ui {

// Main thread. Shows bytes from the wire, read-only. What is copied or dragged from it is plain
// text, with secrets masked unless setWithSecrets() says otherwise.
class WireText : public QPlainTextEdit
{
    Q_OBJECT
public:
    // `name` is for assistive technology.
    explicit WireText(const QString &name, QWidget *parent = nullptr);

    void setWithSecrets(bool withSecrets) { m_withSecrets = withSecrets; }
    // `copied` is for a view in which secrets cannot be found, such as hex: a text of the same
    // length, with the secrets already masked.
    void showText(const QString &text, const QString &copied = {});

protected:
    QMimeData *createMimeDataFromSelection() const override;

private:
    QString m_copied;
    bool m_withSecrets = false;
};

} // namespace overlap::ui
