#include "lessons/trybox.h"

#include "copying.h"
#include "lessons/markdown.h"
#include "widgets/plainlabel.h"

#include <QEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QVBoxLayout>

#include <cmath>

namespace overlap::ui {

using namespace Qt::StringLiterals;

// Main thread. A command, wrapped, and as high as that makes it.
class CommandText : public QPlainTextEdit
{
public:
    CommandText()
    {
        setReadOnly(true);
        setFrameShape(QFrame::NoFrame);
        setTabChangesFocus(true);
        setFont(fixedFont());
        setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        viewport()->setBackgroundRole(QPalette::AlternateBase);
    }
    void showCommand(const QString &command)
    {
        setPlainText(command);
        fit();
    }

protected:
    void changeEvent(QEvent *event) override
    {
        QPlainTextEdit::changeEvent(event);
        if (event->type() == QEvent::ApplicationFontChange)
            setFont(fixedFont());
    }
    void resizeEvent(QResizeEvent *event) override
    {
        QPlainTextEdit::resizeEvent(event);
        fit();
    }

private:
    void fit()
    {
        const qreal lines = blockBoundingRect(document()->firstBlock()).height();
        setFixedHeight(int(std::ceil(lines + 2 * document()->documentMargin())));
    }
};

TryBox::TryBox(QWidget *parent)
    : QWidget(parent)
    , m_sentence(new MarkdownLabel)
    , m_command(new CommandText)
{
    m_command->setObjectName("tryCommand"_L1);
    m_command->setAccessibleName(tr("Command"));
    auto *copy = new QPushButton(tr("Co&py"));
    copy->setObjectName("copyTry"_L1);
    copy->setAccessibleName(tr("Copy the command"));
    copy->setAutoDefault(true);
    connect(copy, &QPushButton::clicked, this,
            [this] { copyText(m_command->toPlainText(), tr("the command")); });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(boldLabel(tr("Try it yourself")));
    column->addWidget(m_sentence);
    column->addWidget(m_command);
    column->addWidget(copy, 0, Qt::AlignLeft);
}

void TryBox::showTry(const QString &sentence, const QString &command)
{
    m_sentence->setMarkdown(sentence);
    m_command->showCommand(command);
}

} // namespace overlap::ui
