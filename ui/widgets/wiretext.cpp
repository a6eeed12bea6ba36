#include "widgets/wiretext.h"

#include "copying.h"
#include "secrets.h"
#include "widgets/plainlabel.h"

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
    const QString &shown = m_withSecrets ? text : m_copied;
    const QString copied =
        shown.isEmpty() ? withoutSecrets(text, part) : shown.sliced(part.from, part.to - part.from);
    return copyable(copied, tr("%1 characters").arg(copied.size()));
}

} // namespace overlap::ui
