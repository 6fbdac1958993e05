"""Common given names of many countries that are borne by men alone, or by women alone.

Names borne by both (Kim, Robin, Andrea, Jean) are left out, and so are rare ones: of those nothing is known.
"""

import unicodedata

__all__ = ["sex_of"]

_MEN = frozenset(
    """
    aaron abdoulaye abdul abdullah abel abraham achille adam adolf adrian ahmad ahmed ahmet aiden akira
    aksel alan alassane alastair albert alberto alec alejandro aleksandar aleksander aleksandr aleksei
    alessandro alexander alexandre alexei alfonso alfred alfredo ali alistair allan allen almaz almazbek
    alvaro amadou amir amit amos anatoly anders andre andreas andrei andres andrew andrey andriy andrzej
    angus anil anthony antoine anton antonio antti anwar aodhan ari armando arne arnold arthur arturo arun
    arvind ashok ashraf asif askar atal atle attila augusto aurelio avi axel azamat aziz babajide bakyt
    bambang barack barry bartosz bashar bashir basil bastien ben benedict benigno benito benjamin benyamin
    bernard bernardo bernie bert bertil bilal binyamin bjorn blaise bob bogdan bohuslav bolat boris boubacar
    boyko brad bradley brendan brett brian bruce bruno bryan burak byron caleb callum calvin cameron carl
    carlo carlos carsten casper cedric cem cesar chad charles charlie cheikh chidi chris christian christoph
    christophe christopher ciaran cillian claudio clement clive colin connor conor conrad constantin corey
    cornelius craig curtis cyril cyrus dafydd damian damien dan daniel danilo danny dario darius darragh
    darren daulet dave david davide dean declan deepak demetrius denis dennis derek desmond diego dieter
    dietrich dimitri dimitris dirk dmitri dmitry dmytro dominic don donald douglas dragan duncan dustin
    dylan eamon earl ed eddie edgar edmund eduardo edward edwin efren egil ehud eirik elias elijah eliot
    elliott emeka emil emile emilio emmanuel emomali emre enrico enrique enzo eric erich erik ernest ernesto
    ernst erwin esteban ethan etienne euan eugene evan evgeny ewan ezekiel fabian fabio fadi faisal farid
    federico felipe felix ferdinand ferenc fergus fernando filip finn florian floyd francesco francisco
    franck franco francois frank franz fred frederic frederick fredrik friedrich fritz frode fumio gabor
    gamal gareth garry gary gaspard gavin geoff geoffrey georg george georges gerald gerard gerhard gerry
    gethin giacomo gideon gilbert gilles giorgio giovanni giuseppe glen glenn godfrey gonzalo goran gordon
    graham greg gregor gregory grigory guido guillaume gunnar gunter gunther gustav gustavo guy gyula habib
    hakan hamid hamish hamza hannes hans harald hari harold harry hasan hassan hassanal hector heinrich
    heinz helmut hendrik henning henri henrik henry herbert herman hermann hernan hideo hiroshi horst hosni
    howard hubert hugh hugo humphrey hussain hussein ian ibrahim ichiro idrissa ignacio igor ilham ilya
    imran imre ion ireneo isaac isaiah isaias ismail istvan ivan ivar ivo jacek jack jacob jacques jaime
    jair jake jakob jakub jamal james janos jared jarle jaroslav jason javier jeff jeffrey jens jeremiah
    jeremy jerome jerry jesper jesus jim jimmy joachim joao joaquin joe joel joern johan johann johannes
    john johnny joko jomo jon jonas jonathan jorge jose josef joseph josh joshua jozef juan julian julien
    julio julius juma junichiro jurgen justin jusuf kacper kaj karim karl karsten kasim kasper kassym kazuo
    keith kemal ken kenji kenneth kevin khalid kieran kiril klaus kofi kojo konrad konstantin krzysztof
    kurmanbek kurt kwabena kwaku kwame kwesi kyle lachlan ladislav lamar lamine larry lars laszlo laurent
    lawrence leif lennart leo leon leonard leonardo leonid leopold leroy lew lewis liam lionel lloyd lorenzo
    louis luca lucas luciano luigi luis luka lukas lukasz luke maciej macky magnus mahathir mahesh mahmoud
    malcolm mamadou manfred manmohan manuel marat marcel marcelo marcin marco marcos marcus marek mario
    marius mark marko markus martin massimo mateo mathias mathieu mats matt matteo matthew matthias matti
    maurice mauricio maurizio max maxim maximilian mehmet melvin menachem michael michal michel miguel
    mikael mike mikhail mikkel mikko milan milorad milos mircea miroslav mohamed mohammad mohammed moses
    moshe moussa muhammad murat mustafa mwangi mykola nabil naftali naoto narendra nathan nathaniel naveen
    nawaz neil nelson nicholas nick nicolas niels nigel nikhil niklas nikolai nikolaus nikolay nils noah
    noel norbert norman nursultan obadiah obinna octavio oleg oleksandr oliver olivier olusegun omar orhan
    orlando oscar oskar osman otto ousmane ousseynou owen pablo padraig paolo pascal patrick paul paulo
    pavel pavlo peder pedro peer pervez pete peter petr petro petter phil philip philippe phillip pierre
    pieter piotr plamen prabowo prakash radovan rafael rafal rafiq rahul raj rajesh rakesh ralf ralph ramesh
    ramon randy raphael rashid ravi raymond recep reginald reinhard rene renzo rhys ricardo riccardo richard
    rick ricky rob robert roberto rodney rodrigo rogelio roger rohan roland rolf roman ron ronald ronan
    ronnie rory ross roy ruben rudolf rudy rufus rumen rupert russell rustam ryan saad sadyr saeed salman
    salvatore samir samuel sandor sanjay sanjeev satoshi saul seamus sean sebastian selwyn sergei sergey
    sergio serhiy seth shaun shigeru shimon shinji shinzo sigurd silvio simon sipho slobodan sooronbay
    souleymane stan stanislav stanislaw stanley stefan stefano steffen sten stephane stephen steve steven
    stewart stig stuart suharto sunil suresh svein sven takeshi tariq taro tayyip ted temir tendai terence
    thabo themba theo theodor theodore thierry thomas thorsten tibor tim timo timothy timur tobias toby todd
    tom tomas tomasz tommy tony torsten traian travis trevor tristan troy tunde tyler ugo uhuru ulf ulrich
    umar umberto uri uwe vaclav valentin vernon vicente victor vijay vikram viktor vincent vincenzo vitaly
    vlad vladimir volodymyr wade wallace walter warren wayne werner wilfred wilhelm willem william willy
    winston wojciech wolfgang xavier yair yannick yasser yaw yerlan yevgeny yitzhak yoshihide youssef yukio
    yuri yusuf yves zachary zbigniew zoltan zoran zulfikar
    """.split()
)
_WOMEN = frozenset(
    """
    abigail ada adela adele adelina agata agatha agnes agnieszka aigerim aigul aisha aissatou aizhan akiko
    alana alejandra aleksandra alessandra alexandra alice alicia alina alison allison alma amaka amalia
    amanda amber amelia amelie amina aminata amy ana anastasia andreia angela angelica angelina anita anja
    anjali anke ann anna annabel annalena anne annegret anneli annette annie annika antje antonella antonia
    anya aoife ariadne arlene astrid audrey aurora awa ayelet ayesha barbara beata beate beatrice beatrix
    becky belinda bella benazir benedicte bernadette bertha bertille beth bethany betty beverly bianca
    birgit birgitta bonnie brenda bridget brigid brigitte britta brittany bronwen brooke camilla carla carly
    carmen carole carolina caroline carolyn carrie catarina catherine cathy catriona cecilia cecilie celeste
    celia celine chantal charlene charlotte chelsea cherie cheryl chloe cholpon christa christiane christina
    christine ciara cindy claire clara clare clarissa claudia clementine colette colleen constance cora
    cordelia corinne cristina crystal cynthia dagmar daisy dalia daniela danielle daphne daria darya debbie
    deborah deepa deirdre delia denise diana diane dina dinara dolores donatella donna dora doreen dorothea
    dorothy dubravka ebba edda edith eileen eilidh ekaterina elaine eleanor elena eleni elisa elisabeth
    elise eliza elizabeth elke ella elle ellen elsa elsbeth else elvira emily emma erica erika erin
    ernestine esmeralda estelle esther eszter ethel eugenia eunice eva evelina evelyn evita ewa fatima fatma
    fatou fatoumata federica felicia felicity fiona flora florence folasade frances francesca francine
    francoise freda frederique freya frida gabriela gabriella gabrielle gail gemma genevieve georgia
    georgina geraldine gerda germaine gertrude gillian gina gisela giulia gladys glenda gloria golda graca
    grace graciela grainne greta gretchen gretel gudrun gulnara guro gwen gwendolyn hailey halima hanan
    hanna hannah hannelore harriet hazel heather hedda hedvig heidi heike helen helena helene helga
    henrietta henriette henrika hermine hilary hilda hilde hildegard hillary hina holly hortense ida ildiko
    ilona ilse indira ines inga ingeborg inger ingrid irena irene irina iris irma isabel isabella isabelle
    ivana ivanka ivy jacinda jacqueline jana jane janet janice janine jasmine jeanette jeannette jelena
    jennifer jenny jessica jill joan joanna joanne johanna josefine josephine jovana joyce juanita judith
    judy julia juliana julie juliet juliette justine kadiatou kaja kamala karen karin karina karla katalin
    katarina kate katharina katherine kathleen kathrine kathryn kathy katie katja katrin katrine katya
    kavita kayla keiko kerstin khadija khady kirsten kirsti kirstin kirsty klara kolinda kristen kristin
    kristina kristine lakshmi lana lara larissa latifa laura lauren lea leah leila lena leni leonora leticia
    lidia liesbeth lilian liliana lillian lily linda linnea lisa lisbeth liv liz liza ljiljana lola loretta
    lorna lorraine lotte louisa louise lucia luciana lucie lucille lucinda lucy ludmila luisa lydia lynn
    mabel madeleine maeve magda magdalena maggie maimuna mairead maja malala malin mamata mandy manuela mara
    marcela marcia margaret margareta margarita margaux margit margot margrethe marguerite maria mariam
    mariama mariana marianne marie mariella marina marisa marit marjorie marlene marta martha marthe martina
    martine mary maryam masako mathilda mathilde matilda maureen mavis maya megan megawati melania melanie
    melinda melissa meral mercedes meredith mia michaela michelle michiko mildred milena milica mina miranda
    miriam moira molly mona monica monika monique muriel myra myriam myrtle nadia nadine nafissatou nancy
    naomi nargiza natalia natalie nataliya natalya natasha nathalie nellie nessa ngozi nia niamh nicole
    nilufar nina nirmala nkosazana nomvula nora norma octavia odette ofelia oksana olena olga olive olivia
    oluchi olympia ophelia orla orsolya ottilie ottoline pamela patience patricia patti paula paulina
    pauline peggy penelope penny petra philippa phoebe phyllis pia piroska polina polly priscilla priti
    priya priyanka rachel ragna ragnhild ralitsa ramona raquel rebecca regina renata renate rhiannon rhoda
    rita roberta roisin rosa rosalia rosalie rosalind rosalinda rosalyn rosamund rose roselyn rosemary rosie
    rositsa roxana roza ruth sabina sabine sabrina sally salma samantha sanae sandra sanna saoirse sara
    sarah saule selma serena sharon sheikha sheila shelley sheryl shirley sian signe sigrid silje silke
    silvia sinead siobhan smriti snezana sofia sofie solange solveig sonia sonja sophia sophie stacey
    stefania stella stephanie sunita sunniva susan susanna susanne sushma suzanne svetlana sylvia sylvie
    tamara tania tanja tanya tatiana tatyana teodora teresa tessa tetiana thandi thea thelma theresa therese
    tiffany tina tove trine trudy tzipi ulla ulrike ursula ute valeria valerie vanessa vera verena veronica
    veronika victoria vigdis viktoria violet violeta virginia virginie viviana wanda wangari wendy
    wilhelmina winifred winnie yasmin yekaterina yoko yolanda yordanka yulia yuliya yuriko yvette yvonne
    zahra zainab zara zarina zdravka zeinab zhanna zoe zofia zsuzsanna zuzana
    """.split()
)


def sex_of(name: str) -> str | None:
    """Return "he" or "she" for a given name of one sex; None for one of both, and for an unknown one.

    Args:
        name: in any case, with or without accents; of "Jean-Claude" every part has to say the same.
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    parts = plain.casefold().replace("\u00f8", "o").replace("\u0142", "l").split("-")
    said = {"he" if part in _MEN else "she" if part in _WOMEN else None for part in parts}
    return said.pop() if len(said) == 1 else None
