#!/usr/bin/env python3
"""Makes src/crypto/data/common_passwords.z, the passwords that are refused.

What is written by hand stands in common_passwords.txt; this script adds what people make of names, words, years
and the keyboard. Nothing is copied from a list of somebody else: every line follows from the parts below.

    python3 tools/common_passwords.py
"""

import itertools
import os
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "src", "crypto", "data", "common_passwords.z")

SURNAMES = """wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang
han feng yu dong xiao cheng cao yuan deng fu shen zeng peng lv su lu jiang cai jia ding wei xue ye yan pan du dai xia zhong
tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan qian yin
chang wen hong lai gong""".split()

GIVEN = """wei fang na min jing li qiang lei jun yang yong yan jie juan tao ming chao xia gang ping hui ying hua fei bin bo
kai peng xin yu ting dan lin long hao yi jia ning rui hong mei lan feng xue xiang qing liang cheng jian kun dong hai bing shan
guang wen zhi yun xiaoming xiaohong xiaoli xiaoyan xiaohui xiaolong xiaofeng xiaojun xiaoping xiaodong xiaoyu xiaoling
xiaobo xiaolei jianguo jianhua jianjun jianping jianfeng guoqiang guohua guoping zhiqiang zhigang zhiyong zhihua zhiwei
haiyan haibo haitao haifeng lijun lihua liping lijuan liying lina liwei minghui mingming weiwei yingying jingjing tingting
tingyu yanyan dandan lili feifei xinyi xinyu xinyue yuxuan yuhan yutong yuxin zihan zixuan zixin haoran haoyu junjie
junhao jiahao jiayi jiaxin jiaqi mengyao mengting siyu sihan ruoxi yichen yinuo yifan yihan chenxi chenyu wenjing wenjie
wenbo wenjun wenhao xiuying xiulan xiuzhen xiumei guiying guilan guifang yulan yumei yuzhen fengying chunmei chunhua
dongmei dongdong guodong weidong weiguo weimin weihua zhenhua zhenyu shuai shuaishuai dawei damin daming""".split()

LOVE = """woaini aini woxihuanni xihuanni woxiangni xiangni wohenni woyaoni ainiyiwannian ailaopo ailaogong ainiqinaide
woaibaobao woaiwo woaijia woaishenghuo woaixuexi woaigongzuo woaiqian woaidaqian loveyou iloveyou iloveu lovelove mylove
loveme loveforever iloveyouforever forever baobei qinaide laopo laogong""".split()

SYLLABLES = """ai an ba bai bao bei ben bi bo cai chang chao cheng chun da dai dao de di ding dong er fa fan fang fei feng
fu gang gao gong gu guan guang guo hai han hao he hei hong hua huan huang hui ji jia jian jiang jiao jie jin jing jiu jun kai
kang ke la lan lao le lei li lian liang lin ling liu long lu luo ma man mao mei meng mi min ming mo mu nan ni nian ning pei
peng pin ping qi qian qiang qin qing qiu quan ren ri rong ru rui san sha shan shang shen sheng shi shou shu shuai shun si song
su sun tai tang tao teng tian tie ting tong wan wang wei wen wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue
ya yan yang yao ye yi yin ying yong you yu yuan yue yun zai ze zeng zhan zhang zhao zhen zheng zhi zhong zhou zhu zhuang zi
zong zu zuo""".split()

PLACES = """beijing shanghai guangzhou shenzhen hangzhou nanjing suzhou wuxi ningbo wuhan chengdu chongqing tianjin xian
changsha zhengzhou jinan qingdao dalian shenyang harbin changchun hefei fuzhou xiamen nanchang kunming guiyang nanning haikou
lanzhou yinchuan xining urumqi lasa taiyuan shijiazhuang huhehaote dongguan foshan zhongshan zhuhai huizhou shantou wenzhou
jiaxing shaoxing jinhua taizhou yiwu changzhou nantong xuzhou yangzhou zhenjiang yantai weifang linyi zibo luoyang kaifeng
xiangyang yichang yueyang hengyang liuzhou guilin sanya zunyi dali lijiang baoji xianyang datong tangshan baoding langfang
hongkong macau taiwan zhongguo china guangdong jiangsu zhejiang shandong henan hebei hunan hubei sichuan fujian anhui jiangxi
liaoning jilin heilongjiang shanxi shaanxi gansu qinghai yunnan guizhou guangxi hainan neimenggu xinjiang ningxia xizang
""".split()

WORDS = """password passw0rd passwd passcode secret welcome letmein changeme admin administrator root user guest login
signin master manager office company business sales market service support customer client finance account boss staff team
server system database backup network internet computer windows linux ubuntu oracle mysql redis tomcat apache docker cloud
router switch huawei xiaomi alibaba taobao tencent baidu weixin wechat alipay apple google microsoft samsung test testing
demo default temp temporary initial hello world helloworld sunshine princess dragon monkey shadow football baseball
basketball soccer hockey superman batman spiderman ironman starwars pokemon naruto onepiece doraemon hellokitty summer
winter spring autumn january february march april june july august september october november december monday tuesday
wednesday thursday friday saturday sunday morning evening midnight today tomorrow yesterday freedom liberty happy lucky money
rich diamond silver golden purple orange yellow green black white coffee chocolate cookie banana cherry mango peach lemon
flower rose angel heaven jesus buddha allah family mother father sister brother baby honey sweet lover friend friends
love forever always never nothing something everything whatever trustno1 michael jordan kobe james curry messi ronaldo
jennifer jessica ashley amanda daniel david robert thomas charles william richard joseph anthony matthew andrew joshua
christopher nicholas alexander elizabeth victoria catherine stephanie michelle nicole samantha tiger lion eagle falcon
panther wolf bear horse rabbit snake chicken phoenix thunder lightning hunter killer ninja samurai warrior knight soldier
pirate captain king queen prince guitar piano music dance mercedes ferrari porsche toyota honda ford nissan audi volkswagen
china america canada england london paris tokyo qwerty asdfgh zxcvbn qazwsx mima mimamima xinmima nihao zhongguo zhonghua
jiayou facai pingan kaixin kuaile xingfu chenggong jiankang meili shengri xinnian gongxi caiyuan tiantian yongyuan laoshi
xuesheng gongsi jingli laoban kehu xiaoshou caiwu renshi bangong dianhua dianzi shuju xitong guanli guanliyuan yonghu ceshi
kaifa shengchan caigou cangku wuliu fuwu shichang""".split()

COUPLES = ["123", "1234", "12345", "123456", "520", "521", "1314", "5201314", "666", "888", "168", "abc", "qq", "aaa", "a", "zhike"]
YEARS = [str(year) for year in range(1950, 2031)]
ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()"]
COLUMNS = ["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/"]
SHIFTED = ["!qaz", "@wsx", "#edc", "$rfv", "%tgb", "1qaz", "2wsx"]


def walks():
    """Runs along rows and columns of the keyboard, both ways, and joined."""
    for row in ROWS:
        for there in (row, row[::-1]):
            for start, end in itertools.combinations(range(len(there) + 1), 2):
                if 4 <= end - start:
                    yield there[start:end]
    starts = [row[:size] for row in ROWS for size in (3, 4, 5, 6)]
    yield from map("".join, itertools.product(starts, repeat=2))
    yield from map("".join, itertools.permutations(starts[::2], 3))
    for several in (2, 3, 4):
        yield from map("".join, itertools.permutations(COLUMNS[:5] + SHIFTED[:3], several))
        yield from map("".join, itertools.permutations([one[::-1] for one in COLUMNS[:5]], several))
    for size in range(3, 8):
        a, b = "1234567890"[:size], "qwertyuiop"[:size]
        yield "".join(map("".join, zip(a, b)))
        yield "".join(map("".join, zip(b, a)))


def digits():
    """Runs, repeats, dates and numbers that sound like words."""
    for part in ["123", "1234", "12345", "123456", "321", "654321", "520", "1314", "5201314", "521", "147", "258", "369", "159", "753",
                 "168", "888", "666", "999", "110", "119", "120", "12306", "10086", "95588", "7758521", "7758258", "112233", "11", "22"]:
        for times in range(2, 6):
            yield part * times
        for other in ["123", "123456", "520", "1314", "5201314", "888", "666", "521", "000", "168"]:
            yield part + other
    for one in "0123456789":
        for size in range(6, 19):
            yield one * size
    for year in YEARS:
        yield year + year
        for other in YEARS[30:]:
            yield year + other
    for year in range(1960, 2013):
        for month in range(1, 13):
            yield f"{year}{month:02}01{year}{month:02}01"


def names():
    for surname, given in itertools.product(SURNAMES, GIVEN):
        yield surname + given
        if len(surname + given) < 9:
            yield given + surname
    yield from (given + given for given in GIVEN)
    yield from SURNAMES + GIVEN


def phrases():
    for love, name in itertools.product(["woaini", "aini", "woai", "iloveyou", "ilove", "love"], SURNAMES + GIVEN):
        yield love + name
    for a, b in itertools.product(LOVE + WORDS, COUPLES):
        yield a + b
        yield b + a
    for word in LOVE + WORDS + PLACES:
        yield word
        yield word + word
        yield "my" + word
        yield "the" + word
        yield "woai" + word
        yield word[::-1]
    yield from map("".join, itertools.product(["admin", "root", "user", "test", "password", "mima", "login"], WORDS))


def made():
    with open(os.path.join(HERE, "common_passwords.txt"), encoding="utf-8") as file:
        yield from (line.strip() for line in file if line.strip() and not line.startswith("# "))
    for syllables in itertools.product(SYLLABLES, repeat=2):
        yield "".join(syllables)
    for part in (walks, digits, names, phrases):
        yield from part()


def shortened(lines):
    """Each line as a letter for how much of the one before it repeats (A: nothing), and the rest."""
    before = ""
    for line in lines:
        same = len(os.path.commonprefix([before, line]))
        yield chr(ord("A") + same) + line[same:]
        before = line


def main():
    lines = sorted({line.lower() for line in made() if 4 <= len(line) <= 32})
    packed = zlib.compress("\n".join(shortened(lines)).encode(), 9)
    with open(OUT, "wb") as file:
        file.write(packed)
    print(f"{len(lines)} lines, {len(packed)} bytes packed")


if __name__ == "__main__":
    main()
