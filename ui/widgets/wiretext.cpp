#include "widgets/wiretext.h"

#include "secrets.h"
#include "widgets/plainlabel.h"

#include <QMimeData>

namespace overlap::ui {

WireText::WireText(const QString &name, QWidget *parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setFont(fixedFont());
    setAccessibleName(name);
}

void WireText::showText(const QString &text, const QString &copied)
{
    Q_ASSERT(copied.isEmpty() || copied.size() == text.size());
    m_copied = copied;
    setPlainText(text);
}

QMimeData *WireText::createMimeDataFromSelection() const
{
    const QTextCursor cursor = textCursor();
    const TextRange part{cursor.selectionStart(), cursor.selectionEnd()};
    const QString text = toPlainText();
    auto *mime = new QMimeData; // the caller owns it
    if (!m_withSecrets && m_copied.isEmpty())
        mime->setText(withoutSecrets(text, part));
    else
        mime->setText((m_withSecrets ? text : m_copied).sliced(part.from, part.to - part.from));
    return mime;
}

} // namespace overlap::ui
