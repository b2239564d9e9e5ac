"""Words of lifecycle pages, by what a text that consists of them can say.

None of them can move a date, or leave a product out of what is said.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Texts beside the tables, in lower case.
_ARTICLES = _words("""
    & a all an and at by following for from in of on or our the these this those to with your
""")
VERBS = _words("""
    are be can has have is it that was were when which you
""")
_KINDS = _words("""
    ac access accessories advanced aggregation air appliance appliances base bases board boards border bps branch
    broadband bundle bundles cable cables campus card cards carrier center chassis cluster compact component
    components concentrator concentrators configuration console continued controller controllers core cpe currently
    data dc denser device devices discontinued distribution dpc dpcs edge engine engines enhanced enterprise
    enterprise-class entry-level ethernet evolved expansion extended-temperature fabric families family fan fans
    feature filter filters firewall firewalls fixed flexible fpc fpcs gateway gateways hardware high i/o interface
    interfaces juniper junos kit kits large layer legacy licenses line memory metro mic mics midplane midplanes
    midrange midsize mini-pim mini-pims miscellaneous mobile model models modular module modules mount mounting mpc
    mpcs multigigabit networks node nodes office optics os other outdoor packet part parts physical pic pics pim
    pims platform platforms poe port ports power processing product products programmable provider rack racks
    redundancy redundant router routers routing secure security series service services session shelf sized sku skus
    small software spare spares spc spcs subscriber subscription subscriptions supplies supply switch switches
    switching systems transceivers transport tray trays units universal upgrade upgrades uplink virtual virtualized
    wan wired wireless
""")
_HEADINGS = _words("""
    about announced announcement announcements back brochure brochures browse bulletin bulletins change compare
    datasheets dates details document documentation documents download downloads end eol explore find guides history
    home information learn life link links list listed log manuals milestone milestones more notice notices
    notification notifications overview page pages pdf policies policy procedure procedures product quick read
    recent recently related resources see shop table tables top view
""")
NAMING = _ARTICLES | _KINDS | _HEADINGS
DEFINITIONS = (
    NAMING
    | VERBS
    | _words("""
    above accepted assistance below business contact contract convert customer customers date day days dd delivery
    does eos final first form format frs hardware-replacement jtac last mm month months network next offered order
    ordered orders placed provide provided provides purchase purchased receive received refer replacement sale same
    sell shipped shown sold stated support technical visit warranty year years yyyy
""")
)
COLUMNS = NAMING | _words("""
    date dd discontinued mm order ordering orders release sales support yyyy
""")
ANNOUNCEMENTS = (
    NAMING
    | VERBS
    | _words("""
    apr april as aug august been dated dec december effective feb february jan january jul july jun june mar march
    may nd nov november oct october rd reached sep sept september st th
""")
)
DOCUMENTS = ANNOUNCEMENTS | _words("""
    added available date datasheet delivers first guide initial installation introduced manual migrate migration new
    notes provides publication published recommended reference release released remain remains replaced replacement
    replacements revised sheet ship shipped shipping since successor suggested techlibrary updated
""")
# What a page says of itself and of the maker's policy, and what stands around it on a site. There is no word among them
# that denies, restricts, moves, or ends anything, or that says what is only so for some.
OF_THE_PAGE = (DEFINITIONS - _words("change discontinued read")) | _words("""
    abbreviation abbreviations accordance act active additional address advance advise advises affect affects
    after agreements alphabetical alphabetically also announces appear appears applicable article articles as
    ask asked assist assistance authorization availability available balance become becomes been begin beginning
    begins being better between bookmarks both box built bulletins business calendar call care case cases
    category choose click clicking column columns commit commits committed complete complies comply consider
    consult contain contains continue continues converted corresponding countries cover covered covers csv
    customer daily define defined definition definitions describe described describes designated detail detailed
    determined direct disclaimer discontinuance do during each eeol eligible email enabled encourage encouraged
    encourages engineering ensure entitlements entries entry eoe equal evaluate even every explains factory
    family faq faqs feature field find first five fixes follow followed follows format found four frequently
    full functionality further general generally get give given gives giving glossary go group grouped groups
    guidelines has heading headings help helpful helps here history how hpe i identified identify if important
    include included including index indicate indicated indicates inform informs initial intended introduction
    item items its j javascript keeping key know language languages last lasts layout least legend lets letters
    lifecycle lifecycles like line lines lists locate located log look m made main maintain maintenance make
    makes making marked match matching material mean means meet migrate migrating migration months more most
    mouse multiservice multiservices must my n name named names need needs newer non note notes notifies number
    numbered numbers odd offer offered offers often one online open opens order organized out-of-box own pacific
    pages parts per period periods phase phases plan planning plans please plus posted prefix present presents
    prior process processes produced program programs provide provided provider provides providing public
    published publishes purposes question questions range ranges reach reached reaches receive received receives
    recommend recommended recommends record records regions regular release releases relevant remain remains
    reminder replacement representative representatives request requests required respective retirement return
    returns revenue row rows runs sales say says search see select separate separately sequence serve serves
    services seven share shared shipment shipping should show showing shows sign simplify six so sort sorted
    spare stage stages standard starting state stated states step steps stock strongly subscribe such suffix
    suffixes suggested suitable summary supported supports t taa tbd team teams technologies technology tell
    tells term terminology terms text than their them then there they three through time timely title titled
    topic topics track trade transition two type types typically typing unchanged under understand unit
    universal up urge urged urges us use used useful user users uses using utc value various via view want was
    way ways we web website weekly weeks well what when where whether which who why will wish within worldwide
    years yet you your
""")
OF_THE_SITE = _words("""
    account accounts acquired acquisition added adobe advisories alerts americas apac apply back best bookmark
    browser california call canada careers case cases center certification chat close collapse community company
    content cookies copy copyright corporate country csv day days descriptions download email emea enabled
    english enterprise entries entry events excel expand experience export feedback filter first forum forums
    free get handled helpful hewlett hide home hours hpe i improve inc initial innovation investor investors
    japanese javascript jump keep knowledge language last learning legal link loading log login logo mail manage
    map marks menu my navigation newsletter newsroom next no notices open owners packard page pages part partner
    partners password pdf phone please policy portal previous print privacy profile property purchase rate read
    region register registered relations report reserved reset responsibility results rights running search
    security send share shop show showing sign sirt site sitemap skip social sort states store subscribe
    subscriptions sunnyvale support survey terms thank thanks their three toggle toll top trademark trademarks
    training trust twitter united updates us usa vulnerabilities vulnerability wait was way week yes youtube
""")
# What holds once a date has passed, and where liability ends: in a sentence of that form only.
OF_POLICY = OF_THE_PAGE | _words("""
    accepts accuracy afterwards against any anymore anytime appear assumes availability because been before
    beyond both built business cancel cannot change commercially commitment completeness conflict consent
    constitute contain contracts could critical decide delivered delivers delivery differ difference different
    differs discontinue discontinued discontinues discrepancies discrepancy discretion do doing effort efforts
    eligibility eligible ends equivalent errors exceeds expire expires express failed final fix fixes further
    had holder implied inaccuracies inconsistencies inconsistency incorrect informational informed issued itself
    kind liability longer made maintenance makes may might minimum modify must need new no normal not
    notification notifications notified notify obligation obligations obsolete obtain occur oem offerings
    omissions once or over parts past patches period periods policies precedence prevail prevails prior
    product's purchasing reason reasonable receives refurbished remain remains removed renew renewal renewals
    renewed repair repaired repairs replace replaced replacing representation requests require required requires
    reserve reserves responsibility retire retired return returned right rma security sold sole spare spares
    stock stop stops subject such supersede supersedes supporting taken takes technical term terms tools
    transitioned troubleshooting tsb unavailable under units until updates upgrade upon valid vulnerabilities
    warranties was were whole with withdraw withdrawn without workaround workarounds would
""")
UNTIL_WHEN = NAMING | _words("""
    are be date day ends eos is last support supported until was will
""")

# Remarks behind the name of a product: ports, feeds, airflow, and what it is.
DESCRIPTIONS = _words("""
    a ac airflow and back base base-t base-x bundle cable card chassis cooling copper dc each ethernet fan fans
    fiber firewall fixed for front gateway gbe gigabit in included includes interface lc line media mm mmf module
    mpo multigigabit of optical or out output per poe poe+ poe++ port ports power psu qsfp qsfp+ qsfp28 rack rear
    redundant rj45 router rx services sfp sfp+ sfp28 slot slots smf spare supply switch the to tray tx u unit uplink
    uplinks w watt watts with x xfp
""")

# Names of products, in upper case: the series of devices, and the letters with which names begin on Juniper's lists.
DEVICES = _words("""
    ACX AX BTI BX CRPD CTP CX DX E EX J JNP LN M MX NFX OCX PTX QFX SRX T TCX VRR
""")
SERIES = _words("""
    ACX CTP DPC EX FPC JNP LN MIC MPC MX NFX OCX PIC PTX QFX RE SCB SRX
""")
PRODUCT_LETTERS = _words("""
    ACC ACX ANT AP APBR AS AT AX B BALUM BASE BLANK BP BRTRAY BT BTMTRAY BX CB CBA CBBOX CBL CCG CE CF CFP CHAD CHAS
    CIP COC COMPL CRAFT CSE CT CTP CX DCPE DPC DPCE DT DX E EDU ERX ES EX EXPCD FAN FANTRAY FEB FFANTRAY FFILTER
    FLASH FLTR FPC HBOT HSSI I IB IC IDP IOC ISG J JA JATP JCS JNP JPSU JS JSA JUNIPER JWEB JX JXE LIC LN M MAG MC
    MCS ME MEM MFTBNDL MIC MLC MP MPC MPCE MPCX MS MSA MWS MX NETSCREEN NFX NPC NS OC OCX P PANEL PB PC PCG PD PDU
    PE PF PIC PKG PNL PSM PSU PTX PW PWR QFX QFXC QFXCO QSDP QSFP QSFPP RA RACK RBT RCB RE REDMID REMX RIM ROS RX S
    SA SAS SATA SBR SCB SCBE SCG SDWAN SFB SFM SFP SFPP SIB SPC SPOT SPU SRC SRP SRX SSB SSD SSG STRM SW T TBNDL TCA
    TCFP TCX TOPTRAY TRTRAY TTRAY TUNNEL UEM UFM UNIV V VMX VSE VSRX VWLC VXA VZ WLA WLC WLM WX XENPAK XFP
""")

# Behind "all": it is said of what a page lists, and not of everything.
LIMITS = _words("""
    ABOVE BELOW DATE DATES LIST LISTED PAGE SHOWN TABLE THAT THESE THIS WHICH WHOSE WITH
""")
