/* Sentences: a table of texts in which | stands where a sentence ends. What is read without the marks must come apart
 * at them and nowhere else. The same texts, in the language named and (where it says so) without a language. */
#include <galley/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct marked {
    const char *lang, *text;
} marked;

/* ---- The texts ------------------------------------------------------------------------------------------------- */

static const marked french[] = {
    {"fr", "Le maire a démissionné.| Son adjoint lui succède.|"},
    {"fr", "Une phrase sans point"},
    {"fr", "M. Dupont a rencontré Mme Durand.| Ils ont signé l'accord.|"},
    {"fr", "MM. Martin et Bernard sont venus avec Mlle. Petit.| Rien d'autre.|"},
    {"fr", "Le Dr. Lefèvre et le Pr. Morel ont publié leurs résultats.|"},
    {"fr", "Me. Garnier plaidera lundi.| Mgr. Aubert sera présent.|"},
    {"fr", "L'adjudant J. Dupont a parlé à J.-P. Martin et à F. Le Gall.| Puis il est parti.|"},
    {"fr", "Le rapport de A. Camus et B. Vian est long.|"},
    {"fr", "Il habite au 12 av. Foch, près du bd. Raspail.| C'est calme.|"},
    {"fr", "Voir p. 12 et art. 49 de la Constitution.| Le vote est acquis.|"},
    {"fr", "La vitamine C.| Elle aide.|"},
    {"fr", "Le prix est de 3.5 euros, soit 1.000 F de 1960.| C'est cher.|"},
    {"fr", "Il a gagné 12 %.| Son rival a perdu 3,4 points.|"},
    {"fr", "Nous étions en 2012.| 35 personnes ont péri.|"},
    {"fr", "« Je ne sais pas. »| Le ministre n'a rien ajouté.|"},
    {"fr", "«\u00A0C'est fini.\u00A0»| Elle a fermé la porte.|"},
    {"fr", "«C'est fini.»| Elle a fermé la porte.|"},
    {"fr", "\u201CC'est fini.\u201D| Elle a fermé la porte.|"},
    {"fr", "\"C'est fini.\"| Elle a fermé la porte.|"},
    {"fr", "\" C'est fini. \"| Elle a fermé la porte.|"},
    {"fr", "« Quelle heure est-il ? » demande l'homme.| Personne ne répond.|"},
    {"fr", "« Jamais ! » s'écrie-t-elle.| Il insiste.|"},
    {"fr", "Vraiment ?| Oui !| C'est sûr.|"},
    {"fr", "Quoi ?!| Non !!!| Si.|"},
    {"fr", "Il hésite… puis il part.| Elle reste.|"},
    {"fr", "Il hésite...puis il part.|"},
    {"fr", "Il hésite...| Elle reste.|"},
    {"fr", "Il hésite…| Elle reste.|"},
    {"fr", "… et tout recommence.| Encore.|"},
    {"fr", "Le texte (...) La suite est claire.|"},
    {"fr", "Le texte [...] La suite est claire.| Fin.|"},
    {"fr", "Le conseil s'est réuni mardi.|Le gouvernement suivra.|"},
    {"fr", "Le conseil s'est réuni mardi.|« Le gouvernement suivra », a dit le maire.|"},
    {"fr", "Le projet est porté par Macron.|Il ira loin.|"},
    {"fr", "Tout se joue dans l'Hexagone.|La rapporteure le sait.|"},
    {"fr", "Il l'a dit (à Paris).|Marisol Touraine approuve.|"},
    {"fr", "C'est dans le communiqué.|M. Dupont n'a rien dit.|"},
    {"fr", "Il a réuni 53.000 personnes.|- Paris: le calme est revenu.|"},
    {"fr", "Elle roule à 80 km/h (49.7 mph).|Plusieurs essais suivent.|"},
    {"fr", "C'est l'avis d'Olivier Véran.|Quatre régions sont concernées.|"},
    {"fr", "Le virus Bagle.AT et la société One.Tel sont connus de Booking.Com.|"},
    {"fr", "Le procès s'ouvre en 2017.|Personne n'y croit.|"},
    {"fr", "Il a lu \"1984\".|Feuilleton suivant.|"},
    {"fr", "Au 19.Siècle rien, en 2015.PDF non plus.|"},
    {"fr", "Tout est prêt !|Il ne manque que vous.|"},
    {"fr", "Est-ce possible ?|À voir.|"},
    {"fr", "Écrivez à jean.Martin@exemple.fr ou voyez www.exemple.Fr pour la suite.|"},
    {"fr", "Le site lemonde.fr publie la liste.| Elle est longue.|"},
    {"fr", "Le logiciel ASP.NET est connu.|"},
    {"fr", "1. Le premier point est simple.| 2. Le second l'est moins.|"},
    {"fr", "Cf. Annexe B.| Elle est jointe.|"},
    {"fr", "Les fruits, les légumes, etc.| Le marché ouvre à 8 h.| Il ferme à 13 h.|"},
    {"fr", "Les fruits, etc., sont chers.|"},
    {"fr", "La S.N.C.F. a réagi.| La S.N.C.F. Réseau aussi.|"},
    {"fr", "Il travaille aux P.T.T.| Il y est depuis dix ans.|"},
    {"fr", "Né en 52 av. J.-C. à Rome, il meurt en 12.| On l'oublie.|"},
    {"fr", "Titre de l'article|\nLe texte commence ici.| Il continue.|"},
    {"fr", "Une ligne coupée|\r\nen deux.|"},
    {"fr", "Le PSG (2e) a gagné.| (Il jouait à domicile.)| Le match fut long.|"},
    {"fr", "Il a dit oui (sans rire !) et il est parti.|"},
    {"fr", "– Oui.| – Non.| — Peut-être.|"},
    {"fr", "Il part avec détachement.|\"Ce truc est grave\", raconte-t-il.| La suite.|"},
    {"fr", "\"C'est grave.\"| \"Il faut agir\", dit-il.|"},
    {"fr", "Elle dit: \"C'est grave.\"|\"Je pars\", répond le ministre.|"},
    {"fr", "Yahoo! a publié ses résultats.|"},
    {"fr", "Il a un iPhone.| iOS 9 arrive.|"},
    {"fr", "L'ouverture est prévue le 14 juill.| Elle sera fêtée.|"},
    {"fr", "Le 3 janv. 2014 fut froid.| Le 4 aussi.|"},
    {"fr", "Le n. 10 parisien a marqué.| Les supporters chantent.|"},
    {"fr", "Louis XIV.| Le roi meurt en 1715.|"},
    {"fr", "La tour mesure 300 m.| Elle date de 1889.|"},
    {"fr", "Il pèse 80 kg.| Son frère en pèse 90.|"},
    {"fr", "Fin de citation.\u2019| Une autre.|"},
    {"fr", "Il dit : « Non.| Jamais. »| Puis il sort.|"},
    {"fr", "le maire a démissionné .| son adjoint , m. dupont , lui succède .|"},
};

static const marked english[] = {
    {"en", "The mayor resigned.| Her deputy takes over.|"},
    {"en", "Mr. Smith met Mrs. Jones and Dr. Brown.| They talked.|"},
    {"en", "Gen. Powell and Sen. Warren spoke.| Rep. Lee did not.|"},
    {"en", "George W. Bush met J. K. Rowling.| He smiled.|"},
    {"en", "The U.S. President spoke.| The U.S. economy grew.|"},
    {"en", "He lives in the U.S.| She lives in the U.K.| They meet in the E.U. Parliament.|"},
    {"en", "It starts at 5 p.m. Tuesday.| It ends at 7 p.m.| The doors open at 4 p.m.|"},
    {"en", "Apple Inc. said so.| It was Apple Inc.| The company denied it.|"},
    {"en", "Acme Corp. Chief Executive Ann Lee left Acme Ltd. in May.|"},
    {"en", "He was born on Jan. 5 and died on Sept. 9.| No one knew.|"},
    {"en", "See No. 10 and p. 4.| No.| That is wrong.|"},
    {"en", "I said no.| Then I left.|"},
    {"en", "He paid $3.50.| She paid 4.|"},
    {"en", "Version 3.2.1 is out.| Get it.|"},
    {"en", "\"Go home.\"| He went.|"},
    {"en", "\"Go home,\" he said.| \"Now.\"| She left.|"},
    {"en", "\"Will you go?\" she asked.| \"No!\" he cried.|"},
    {"en", "\u201CGo home.\u201D| He went.| \u2018Good.\u2019| Nice.|"},
    {"en", "He called it 'a joke.'| Nobody laughed.|"},
    {"en", "He said: \"It is busy.| \"It will get worse.\"|"},
    {"en", "Wait... what?| Well...| Maybe.|"},
    {"en", "Wait . . . what?| Yes.|"},
    {"en", "He left (at last).| She stayed.|"},
    {"en", "(He left.)| She stayed.|"},
    {"en", "He likes fruit, e.g. Apples, i.e. Malus.| Good.|"},
    {"en", "Smith et al. Reported this.| It was vs. Chelsea.|"},
    {"en", "Who?| What?!| Where!?| Here.|"},
    {"en", "It rained yesterday.|The match was off.|"},
    {"en", "Go to example.com for more.| Mail john.Doe@example.com now.|"},
    {"en", "The St. Louis team beat Ft. Worth.| Fans cheered.|"},
    {"en", "John Smith Jr. Played well.| He is John Smith Jr.| He won.|"},
    {"en", "A. The first.| B. Jones came.|"},
    {"en", "It was 1999.| 300 people came.|"},
    {"en", "Martin Luther King Jr. Day is in Jan.| Nobody works.|"},
    {"en", "One line|\nanother line|\n\nand a third.|"},
    {"en", "Is it Plan B?| It is plan B.| But why.|"},
    {"en", "The Ph.D. Students left.| She has a Ph.D.| She earned it.|"},
    {"en", "(Yes.)| [No.]| Maybe.|"},
    {"en", "The vote was won by Smith.|He thanked the voters.|"},
    {"en", "the court ruled on monday .| he said so .| `` it is over , '' she said .| mr. smith agreed .|"},
    {"en", "-lrb- cnn -rrb- a storm hit u.s. coasts .| who was hurt ?| nobody !| the sea is calm .|"},
    {"en", "the mayor resigned.| her deputy, e.g. mrs. jones, takes over at 5 p.m. today.| why?| nobody knows.|"},
    {"en", "acme inc. paid 3.5 million in nov. 2012 .| `` it 's fine . ''| she agreed .| '' odd '' , they said .|"},
    {"en", "the u.s. .| he did n't go .| st. louis is in the u.s. .| gen. petraeus and no. 10 said so .|"},
    {"en", "wait ... what ?| it was no. 10 of approx. 20 .| yes .|"},
};

static const marked german[] = {
    {"de", "Der Bürgermeister trat zurück.| Sein Stellvertreter übernimmt.|"},
    {"de", "Herr Dr. Müller und Prof. Schmidt kamen.| Sie redeten.|"},
    {"de", "Am 3. Oktober wird gefeiert.| Am 4.| Danach wird gearbeitet.|"},
    {"de", "Der 1. FC Köln siegt im 19. Jahrhundert.| Niemand glaubt es.|"},
    {"de", "Der 2. Weltkrieg und der II. Weltkrieg.| Ende.|"},
    {"de", "Das kostet z. B. Geld, d. h. Euro.| So ist es.|"},
    {"de", "Das kostet z.B. Geld, u.a. Euro.| So ist es.|"},
    {"de", "Es waren ca. 30 Leute bzw. Kinder.| Alle gingen.|"},
    {"de", "Der Umsatz stieg auf 3 Mio. Euro, dann auf 4 Mrd. Dollar.| Gut.|"},
    {"de", "\u201EIch gehe.\u201C| Er ging.|"},
    {"de", "»Ich gehe.«| Er ging.|"},
    {"de", "»Ich gehe.«| »Du bleibst.«| Er ging.|"},
    {"de", "\u201EWarum?\u201C, fragte er.| Sie schwieg.|"},
    {"de", "Äpfel, Birnen usw.| Der Markt ist voll.|"},
    {"de", "Kaiser Wilhelm II.| Er floh.|"},
    {"de", "Im Jahr 1990.| Danach kam 2000.| Ende.|"},
    {"de", "Im 19.Jahrhundert spielte der 1.Spieler.|"},
    {"de", "Das Spiel endete am Samstag.|Der Trainer war froh.|"},
    {"de", "Er wohnt in St. Gallen, Nr. 7 ist es.| Schön.|"},
    {"de", "Der Vertrag nach § 5 Abs. 2 gilt.| Art. 3 auch.|"},
};

static const marked spanish[] = {
    {"es", "El alcalde dimitió.| Su adjunto le sucede.|"},
    {"es", "El Sr. Pérez y la Sra. García llegaron.| Se sentaron.|"},
    {"es", "¿Quién viene?| ¡Nadie!| Bueno.|"},
    {"es", "¿Quién viene?, preguntó.| Nadie respondió.|"},
    {"es", "EE.UU. Ganó la final.| Los EE. UU. ganaron.|"},
    {"es", "Vive en la Avda. América, núm. 5, pág. 3.| Es tarde.|"},
    {"es", "«No lo sé».| El ministro calló.|"},
    {"es", "\u201CNo lo sé.\u201D| El ministro calló.|"},
    {"es", "Nació en el 44 a. C. en Roma.| Murió allí.|"},
    {"es", "Costó 3.500 euros.| Fue barato.|"},
    {"es", "El Dr. J. M. Aznar habló...| Nadie escuchó.|"},
    {"es", "La reunión fue el martes.|El gobierno calló.|"},
    {"es", "Ud. Tiene razón.| Lo sé.|"},
};

static const marked italian[] = {
    {"it", "Il sindaco si è dimesso.| Il vice gli succede.|"},
    {"it", "Il sig. Rossi e il dott. Bianchi sono arrivati.| Hanno parlato.|"},
    {"it", "L'avv. Neri e l'ing. Verdi.| Fine.|"},
    {"it", "Vedi pag. 12, art. 3.| È chiaro.|"},
    {"it", "«Non lo so.»| Il ministro tace.|"},
    {"it", "«Perché?» chiede lui.| Nessuno risponde.|"},
    {"it", "Ha detto di no.| Poi è uscito.|"},
    {"it", "Era martedì.|Il governo tace.|"},
    {"it", "La Prof.ssa Russo insegna.| Bene!|"},
    {"it", "G. Verdi nacque nel 1813.| Morì nel 1901.|"},
};

static const marked portuguese_and_dutch[] = {
    {"pt", "O Sr. Silva e a Sra. Costa chegaram.| Falaram.|"},
    {"pt", "O prefeito saiu.| O vice assume.|"},
    {"pt", "Custa R$ 3.500.| É caro.|"},
    {"pt", "Ver pág. 12 e n. 4.| Está claro.|"},
    {"pt", "\u201CNão sei.\u201D| O ministro calou.|"},
    {"pt", "A D. Maria veio.| O Dr. José não.|"},
    {"pt", "A Dr.ª Lima, a Profª. Ana e V. Exa. concordam.| O Exmo. Sr. Presidente também.|"},
    {"pt", "O cel. Pinto e o Brig. Eduardo Gomes foram ouvidos.| O Alm. Tamandaré não.|"},
    {"pt", "Moram na Av. Paulista, n.º 12, desde o séc. XXI.| Gostam.|"},
    {"pt", "O 1.º classificado venceu, segundo o art. 5.º da lei.| Foi justo.|"},
    {"pt", "A Petrobras S.A. anunciou lucro.| A Cia. das Letras também.|"},
    {"pt", "Em jan. de 2020 e em fev. 2021 choveu.| O resto foi seco.|"},
    {"pt", "Os EUA, a Rússia, etc.| Mas não todos.|"},
    {"pt", "Disse: \"Vamos\".|Depois saiu.|"},
    {"pt", "«Não há dúvida.» | O deputado riu.|"},
    {"pt", "Neymar Jr. marcou aos 10 min.| Foi o último set.|"},
    {"pt", "– Quem vem?| – Ninguém...|"},
    {"pt", "Às 10h30 o jogo parou no St. Louis.| Ninguém viu.|"},
    {"nl", "De burgemeester trad af.| De wethouder neemt over.|"},
    {"nl", "Dhr. Jansen en mevr. De Vries kwamen.| Ze spraken.|"},
    {"nl", "Prof. dr. Van Dam sprak.| Het was laat.|"},
    {"nl", "Het kost 3 mln. Euro.| Dat is veel.|"},
    {"nl", "\u2018Nee!\u2019 riep hij.| Niemand hoorde het.|"},
    {"nl", "Zie blz. 12 en nr. 4.| Klaar.|"},
};

static const marked northern_and_eastern[] = {
    {"sv", "Borgmästaren avgick.| Hans ställföreträdare tar över.|"},
    {"sv", "Det kostar t.ex. Fem kronor, dvs. Lite.| Bra.|"},
    {"sv", "Kl. 18 börjar matchen.| Den slutar kl. 20.|"},
    {"da", "Den 3. oktober kommer han.| Ca. 30 blev hjemme.|"},
    {"nb", "Han kom kl. 15 den 3. mai.| Så gikk han.|"},
    {"pl", "Burmistrz ustąpił.| Zastępuje go zastępca.|"},
    {"pl", "Dr. Kowalski i prof. Nowak mieszkają przy ul. Długiej.| To daleko.|"},
    {"pl", "W 2012 r. Polska wygrała.| Tak było.|"},
    {"cs", "Starosta odstoupil.| Nahradí ho zástupce.|"},
    {"cs", "Ing. Novák a MUDr. Dvořák přišli v 8 hod.| Byli unavení.|"},
    {"ru", "Мэр ушёл в отставку.| Его сменит заместитель.|"},
    {"ru", "Он живёт на ул. Ленина в г. Москва.| Там шумно.|"},
    {"ru", "А. С. Пушкин родился в 1799 г. в Москве.| Он поэт.|"},
    {"ru", "«Не знаю.»| Министр молчит.|"},
    {"ru", "— Кто там? — спросил он.| Никто не ответил.|"},
    {"ru", "Дождь шёл вчера.|Матч отменили.|"},
    {"uk", "Мер пішов.| Його заступник прийшов.|"},
    {"el", "Ο δήμαρχος παραιτήθηκε.| Τον διαδέχεται άλλος.|"},
    {"el", "Ποιος είναι;| Κανείς.|"},
    {"el", "Ο κ. Παπαδόπουλος ήρθε.| Έφυγε.|"},
    {"ro", "Primarul a demisionat.| Dl. Popescu îi urmează.|"},
    {"hu", "A polgármester lemondott.| Dr. Kovács követi.|"},
    {"tr", "Başkan istifa etti.| Dr. Yılmaz geldi.|"},
};

static const marked without_capitals[] = {
    {"zh", "我们去了北京。|他说得很好！|真的吗？|是的。|"},
    {"zh", "他说：「你好。」|然后走了。|"},
    {"zh", "圆周率是3.14。|对。|"},
    {"zh", "等等……再说。|"},
    {"ja", "東京へ行きました。|楽しかった！|"},
    {"ja", "「そうですか。」|彼は笑った。|"},
    {"ar", "استقال العمدة.| وخلفه نائبه.|"},
    {"ar", "من هناك؟| لا أحد.|"},
    {"ur", "میئر نے استعفیٰ دیا۔| نائب آیا۔|"},
    {"hi", "महापौर ने इस्तीफा दिया।| उपमहापौर आए।|"},
    {"hy", "Քաղաքապետը հրաժարական տվեց։| Նա գնաց։|"},
    {"ko", "시장이 사임했다.| 부시장이 뒤를 잇는다.|"},
};

/* Texts of several languages, read without knowing which. */
static const marked any_language[] = {
    {NULL, "M. Dupont et Mr. Smith sont là.| Herr Dr. Müller auch.|"},
    {NULL, "Am 3. Oktober und im 19. Jahrhundert.| Danach nicht.|"},
    {NULL, "The score was 12.| Smith left.|"},
    {NULL, "El Sr. Pérez llegó.| La Sra. García no.|"},
    {NULL, "Il sig. Rossi parla.| Tace.|"},
    {NULL, "Le conseil s'est réuni mardi.|Le gouvernement suivra.|"},
    {NULL, "He lives in the U.S.| She does not.|"},
    {"xx", "M. Dupont et Mr. Smith sont là.| Herr Dr. Müller auch.|"},
    {"und", "Мэр живёт на ул. Ленина.| Там шумно.|"},
    {"fr-CA", "Mme. Roy est là.| Elle part.|"},
    {"FR", "Mme. Roy est là.| Elle part.|"},
    {"de_AT", "Am 3. Jänner schneit es.| Gut.|"},
    {"", "M. Dupont est là.| Il part.|"},
};

/* ---- The reading of them --------------------------------------------------------------------------------------- */

static void remove_marks(const char *text, galley_buffer *plain) {
    plain->len = 0;
    for (; *text; text++)
        if (*text != '|')
            galley_buffer_add_char(plain, *text);
}

static bool next_marked(galley_text text, size_t *at, galley_text *piece) {
    while (*at < text.len) {
        const char *start = text.ptr + *at, *end = memchr(start, '|', text.len - *at);
        size_t len = end ? (size_t)(end - start) : text.len - *at;
        *at += len + (end != NULL);
        *piece = galley_trim(galley_text_part(start, len));
        if (piece->len > 0)
            return true;
    }
    return false;
}

static bool comes_apart_at_its_marks(const marked *each, galley_buffer *plain) {
    remove_marks(each->text, plain);
    size_t at = 0, marked_at = 0;
    galley_text sentence, wanted;
    while (next_marked(galley_text_of(each->text), &marked_at, &wanted))
        if (!galley_sentence_next(galley_buffer_text(plain), &at, &sentence, each->lang) ||
            !galley_text_equal(sentence, wanted))
            return false;
    return !galley_sentence_next(galley_buffer_text(plain), &at, &sentence, each->lang);
}

static void print_sentences(const marked *each, galley_text plain) {
    size_t at = 0;
    galley_text sentence;
    print_error("%s: %s\n   gave", each->lang ? each->lang : "any", each->text);
    while (galley_sentence_next(plain, &at, &sentence, each->lang))
        print_error(" <%.*s>", GALLEY_TEXT_ARGS(sentence));
    print_error("\n");
}

static void check(const marked *texts, size_t count) {
    galley_buffer plain = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        if (comes_apart_at_its_marks(&texts[i], &plain))
            continue;
        print_sentences(&texts[i], galley_buffer_text(&plain));
        wrong++;
    }
    galley_buffer_clear(&plain);
    assert_int_equal(wrong, 0);
}

/* A macro, since the size of an array is lost in a call. */
#define CHECK(texts) check(texts, sizeof(texts) / sizeof *(texts))

static void french_comes_apart_at_its_sentences(void **state) {
    (void)state;
    CHECK(french);
}

static void english_comes_apart_at_its_sentences(void **state) {
    (void)state;
    CHECK(english);
}

static void german_comes_apart_at_its_sentences(void **state) {
    (void)state;
    CHECK(german);
}

static void spanish_comes_apart_at_its_sentences(void **state) {
    (void)state;
    CHECK(spanish);
}

static void italian_comes_apart_at_its_sentences(void **state) {
    (void)state;
    CHECK(italian);
}

static void portuguese_and_dutch_come_apart_at_their_sentences(void **state) {
    (void)state;
    CHECK(portuguese_and_dutch);
}

static void northern_and_eastern_languages_come_apart_at_their_sentences(void **state) {
    (void)state;
    CHECK(northern_and_eastern);
}

static void scripts_without_capitals_come_apart_at_their_stops(void **state) {
    (void)state;
    CHECK(without_capitals);
}

static void an_unknown_language_takes_the_abbreviations_of_all(void **state) {
    (void)state;
    CHECK(any_language);
}

static void the_language_chooses_the_abbreviations(void **state) {
    (void)state;
    static const marked texts[] = {{"en", "This is for me.| Mme.| Roy came.|"},
                                   {"fr", "This is for me.| Mme. Roy came.|"}};
    CHECK(texts);
}

/* ---- Odd texts ------------------------------------------------------------------------------------------------- */

static size_t count_sentences(galley_text text, const char *lang) {
    size_t at = 0, count = 0;
    galley_text sentence;
    while (galley_sentence_next(text, &at, &sentence, lang)) {
        assert_true(sentence.len > 0);
        assert_true(sentence.ptr >= text.ptr && sentence.ptr + sentence.len <= text.ptr + text.len);
        assert_true(galley_text_equal(sentence, galley_trim(sentence)));
        count++;
    }
    assert_int_equal(at, text.len);
    return count;
}

static void nothing_and_white_space_hold_no_sentence(void **state) {
    (void)state;
    assert_int_equal(count_sentences(galley_text_of(NULL), NULL), 0);
    assert_int_equal(count_sentences(galley_text_of(""), NULL), 0);
    assert_int_equal(count_sentences(galley_text_of(" \n\t\r\n \u00A0\u2028"), NULL), 0);
}

static void marks_alone_are_kept_together(void **state) {
    (void)state;
    assert_int_equal(count_sentences(galley_text_of("..."), NULL), 1);
    assert_int_equal(count_sentences(galley_text_of("!!! ??? ..."), NULL), 1);
    assert_int_equal(count_sentences(galley_text_of("\"\" . \"\" . Le"), NULL), 1);
}

static void bytes_that_are_not_utf8_are_read_past_without_harm(void **state) {
    (void)state;
    assert_int_equal(count_sentences(galley_text_part("\xE2\x80", 2), "fr"), 1);
    assert_int_equal(count_sentences(galley_text_part("a\xFF. B\xE3\x80", 7), "fr"), 2);
    assert_int_equal(count_sentences(galley_text_part("Oui\0 non. Le fin\xC3", 17), "fr"), 2);
}

/* Every byte that is not white space comes out in exactly one sentence, whatever the bytes. */
static void no_byte_is_lost(void **state) {
    (void)state;
    static const char *const parts[] = {"a",  "B", ".", "!", "?", "…",    "\"",     "'",    "«",
                                        "»",  "(", ")", " ", " ", "\n",   "é.",     "Le",   "1",
                                        "。", "-", ";", "M", ",", "\xFF", "\u00A0", "U.S.", "」"};
    galley_buffer text = {0};
    uint32_t random = 12345;
    for (int round = 0; round < 3000; round++) {
        text.len = 0;
        for (int i = 0; i < 40; i++) {
            random = random * 1664525u + 1013904223u;
            galley_buffer_add_string(&text, parts[(random >> 16) % (sizeof parts / sizeof *parts)]);
        }
        galley_text all = galley_buffer_text(&text), sentence;
        size_t at = 0;
        const char *reached = all.ptr;
        while (galley_sentence_next(all, &at, &sentence, round % 2 ? "fr" : NULL)) {
            galley_text between = galley_text_part(reached, (size_t)(sentence.ptr - reached));
            assert_int_equal(galley_trim(between).len, 0);
            reached = sentence.ptr + sentence.len;
        }
        assert_int_equal(galley_trim(galley_text_part(reached, (size_t)(all.ptr + all.len - reached))).len, 0);
    }
    galley_buffer_clear(&text);
}

static void a_megabyte_of_marks_takes_no_time(void **state) {
    (void)state;
    static const char *const parts[] = {". ", ".", "a. (", "A. ", ". \"", "a.) ", "«", "... ", "1. ", "aaa.", "a.» "};
    galley_buffer text = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        text.len = 0;
        while (text.len < 1000000)
            galley_buffer_add_string(&text, parts[i]);
        assert_true(count_sentences(galley_buffer_text(&text), NULL) > 0);
    }
    galley_buffer_clear(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(french_comes_apart_at_its_sentences),
        cmocka_unit_test(english_comes_apart_at_its_sentences),
        cmocka_unit_test(german_comes_apart_at_its_sentences),
        cmocka_unit_test(spanish_comes_apart_at_its_sentences),
        cmocka_unit_test(italian_comes_apart_at_its_sentences),
        cmocka_unit_test(portuguese_and_dutch_come_apart_at_their_sentences),
        cmocka_unit_test(northern_and_eastern_languages_come_apart_at_their_sentences),
        cmocka_unit_test(scripts_without_capitals_come_apart_at_their_stops),
        cmocka_unit_test(an_unknown_language_takes_the_abbreviations_of_all),
        cmocka_unit_test(the_language_chooses_the_abbreviations),
        cmocka_unit_test(nothing_and_white_space_hold_no_sentence),
        cmocka_unit_test(marks_alone_are_kept_together),
        cmocka_unit_test(bytes_that_are_not_utf8_are_read_past_without_harm),
        cmocka_unit_test(no_byte_is_lost),
        cmocka_unit_test(a_megabyte_of_marks_takes_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
